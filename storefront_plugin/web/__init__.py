"""What every capability's HTTP shares; it is handed routes and imports no capability.

Owns: the one blueprint's conventions (routes, what they accept and answer, errors as problems or pages), the language
a request is answered in, who is asking, that a form came from our own page, signatures, guarded template functions.
Does not own: any route of a capability, nor any decision about the business.
Invariants: nothing app-wide is installed, the host's session is never written, a POST is refused unless it proves
where it came from, and a fault of ours in the host's page is logged and leaves the page standing.
"""
