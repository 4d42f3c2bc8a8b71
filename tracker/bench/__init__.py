"""What this machine can do: each bench measures ours against a floor in the same run. `manage.py bench NAME`."""
