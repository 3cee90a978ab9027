"""The try-out page: the real bot in a simulated Discord, in the browser.

The only place that knows the simulator (simcord). Beyond its documented interface it relies on what
version 3.2.1 is known to do: `clock` (the interface of simcord's clock), `site` (the paths of the
page's server, and what an action does with `Preview.channel`), and page.js and page.css (its HTML).
"""
