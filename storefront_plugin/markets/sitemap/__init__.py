"""The sitemap: every page the host names, in every edition it exists in, each address with the whole set of alternates.

Owns: the elements, how they are cut into files, the files in a folder, the route and the command.
Does not own: which pages there are (the host says), or what their addresses are (a Placement says).
Invariants: the alternates are those of the page's head and Link header; no file is larger than search engines read;
memory does not grow with the shop.
"""
