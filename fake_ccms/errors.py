"""What can go wrong in the fake CCMS, each with the words that a person reads."""

from http import HTTPStatus


class FakeCcmsError(Exception):
    """The base of every error that is told to a person instead of shown as a traceback."""


class StartError(FakeCcmsError):
    """The server cannot start: a wrong setting, an occupied port, an unusable database."""


class Problem(FakeCcmsError):  # noqa: N818 - an answer to a person, not a fault
    """A request that cannot be fulfilled: shown as a page, or as JSON where JSON was asked for."""

    def __init__(self, status: HTTPStatus, title: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.title = title
        self.message = message


class NotFound(Problem):
    """There is no such page, case or bill for this person."""

    def __init__(self, message: str) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, "Page not found", message)


class StaleVersion(Problem):
    """The bill was saved from elsewhere since the person opened the screen."""

    def __init__(self) -> None:
        super().__init__(
            HTTPStatus.CONFLICT,
            "This bill was changed somewhere else",
            "The bill has been saved from another window since you opened this screen, so what you entered "
            "here was not saved. Note what you need from this screen, then open the latest version of the "
            "bill and enter it again.",
        )


class AlreadySubmitted(Problem):
    """A submitted bill can no longer be changed."""

    def __init__(self) -> None:
        super().__init__(
            HTTPStatus.CONFLICT,
            "This bill has been submitted",
            "A submitted bill cannot be changed, so what you entered here was not saved.",
        )


class NotAllowed(Problem):
    """The form did not come from a page of this session."""

    def __init__(self) -> None:
        super().__init__(
            HTTPStatus.FORBIDDEN,
            "This form is out of date",
            "The form was not sent from a page of your present session, so nothing was saved. Open the page "
            "again and repeat what you did.",
        )
