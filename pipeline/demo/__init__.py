"""The demo: departments' ledgers as real life sends them, in many physical forms, with a few bad files among them."""

from pipeline.demo.inbox import DemoFile, demo_files, write_demo_inbox

__all__ = ["DemoFile", "demo_files", "write_demo_inbox"]
