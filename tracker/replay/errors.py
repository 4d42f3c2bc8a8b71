"""What is wrong with a scenario."""


class ScenarioError(ValueError):
    """The scenario cannot be told: whoever wrote it changes it. `path` is the JSON path to the wrong part."""

    def __init__(self, path: str, what: str) -> None:
        """Keep where and what; the text is both, in one line."""
        super().__init__(path, what)
        self.path = path
        self.what = what

    def __str__(self) -> str:
        """The path and what is wrong there."""
        return f"{self.path}: {self.what}"
