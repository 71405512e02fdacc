"""Who uses the dashboard and what they may do.

>>> from core.visitors import Action, Role, Visitor
>>> guest = Visitor(Role.GUEST)
>>> guest.may(Action.READ), guest.may(Action.TRAIN)
(True, False)
>>> guest.refusal(Action.TRAIN)
'Guests cannot train networks here; members can. Ask the operator of this dashboard.'

`rights` has the table of what each action requires. `identity` tells who a call comes from.
"""

from core.visitors.rights import Action, Role
from core.visitors.visitor import Visitor

__all__ = ["Action", "Role", "Visitor"]
