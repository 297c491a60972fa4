"""The stages of mail: taking in, answering, sending what is due. How mail works stands in pipeline/mail."""
