"""The phone's views, one file a subject: parse, authorise, act, render."""
