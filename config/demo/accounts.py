"""The accounts of the demo's people, for its page and its command line."""

from config.demo.province import PUPIL_PIN, STAFF_PASSWORD
from schools.public import Account, class_of_learner, learner_of, roles_of

FIRST = (  # in the order of the story
    "gv.mai",
    "cb.editor",
    "gv.do",
    "gv.sung",
    "gv.chinh",
    "gv.thang",
    "gv.von",
    "gv.tam",
    "cb.xa",
    "cb.so",
    "cb.bo",
    "ph.01",
)


def role_of(account: Account) -> str:
    """Return an account's main role as the demo names it."""
    if account.is_pupil:
        return "student"
    roles = [role.role for role in roles_of(account)]
    if roles:
        return next((role for role in roles if role != "teacher"), roles[0])
    return "guardian"


def demo_accounts() -> list[dict[str, str]]:
    """Return role, name, place, username and password of the demo's people."""
    rows = []
    accounts = Account.objects.filter(is_superuser=False).select_related("person")
    order = {username: n for n, username in enumerate(FIRST)}
    cast = ("Lò Thị Inh", "Giàng Thị Súa", "Thào A Pó")
    for account in accounts:
        rank = order.get(account.username, 900)
        if account.display_name in cast:
            rank = 4 + cast.index(account.display_name) / 10
        rows.append((rank, account.username, account))
    rows.sort(key=lambda row: row[:2])
    return [
        {
            "role": role_of(account),
            "name": account.display_name,
            "place": _place(account),
            "username": account.username,
            "password": PUPIL_PIN if account.is_pupil else STAFF_PASSWORD,
        }
        for _rank, _name, account in rows
    ]


def _place(account: Account) -> str:
    learner = learner_of(account)
    if learner is not None:
        school_class = class_of_learner(learner)
        return school_class.name if school_class else ""
    roles = roles_of(account)
    return roles[0].organisation.short_name if roles else ""
