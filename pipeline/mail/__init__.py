"""Mail as such: fetched, taken apart, written, sent, kept in the register. When that is done is said in flow."""
