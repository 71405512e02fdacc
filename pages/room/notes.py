"""Why a visitor cannot open a room, or phones cannot reach it, worded for the visitor's role."""

from core.rooms.addresses import Reach
from core.settings import settings
from core.visitors import Role, Visitor
from core.visitors.identity import Arrival, Server, identify
from core.visitors.rights import Action
from pages.shared.access import login

START = "`LATENT_LAB_LOCAL=owner make run HOST=0.0.0.0`"
OWNERS = {
    "loopback": (
        "**Phones cannot reach this dashboard yet:** it listens on this machine only. Stop it, "
        f"start it again with {START}, and open this page again at *localhost*."
    ),
    "no network": (
        "**Phones cannot reach this machine yet:** it is in no network. Join the network of the "
        "phones, or open a hotspot on this machine or on a phone and join it, then load this page "
        "again."
    ),
    "login": (
        "**Phones would have to log in first:** with the setting `LATENT_LAB_ANONYMOUS=audience` "
        "they can draw in a room without a login, and see nothing else."
    ),
}
MEMBERS = {
    "loopback": (
        "**Phones cannot reach this dashboard:** it listens on its own machine only. Ask its "
        "operator to let it listen on your network."
    ),
    "no network": (
        "**Phones cannot reach this dashboard:** its machine is in no network. Ask its operator."
    ),
    "login": (
        "**Phones would have to log in first.** Ask the operator of this dashboard to let people "
        "draw in a room without a login."
    ),
}
KIOSK = "A kiosk opens no rooms: a room needs a presenter."
LOG_IN = "**To open a room,** log in as a member."
NO_LOGIN = (
    "**To open a room** on the machine that runs the dashboard, start it with "
    f"{START} and open this page at *localhost*."
)


def problems(me: Visitor, reach: Reach) -> list[str]:
    """Why phones cannot draw in a room, and what this visitor can do; empty if they can."""
    words = OWNERS if me.role is Role.OWNER else MEMBERS
    found = [words[reach.problem]] if reach.problem else []
    return found if _phones_may_draw() else [*found, words["login"]]


def how_to_open() -> str:
    """What a visitor who may not open a room can do to get one."""
    if settings().kiosk:
        return KIOSK
    return LOG_IN if login.is_enabled() else NO_LOGIN


def _phones_may_draw() -> bool:
    """Whether a visitor from elsewhere without a login may draw in a room."""
    phone = Arrival({}, "192.0.2.1")  # reserved for documentation by RFC 5737, so nobody has it
    return identify(phone, Server(has_login=login.is_enabled())).may(Action.DRAW_IN_ROOM)
