"""What lets a shop that knew nothing of editions keep them: one adapter for each thing of the host that would lose one.

Owns: the sticky edition of hand-written links, addresses without an edition, the host's Babel and its caches.
Does not own: the prefix itself (routing), or what pages say of one another (pages).
Invariants: only objects of that one app are touched, each adapter can be switched off in `[routing]`, what is exempt
is left as it was, an address that names an edition is never overridden, and a POST is never redirected.
"""
