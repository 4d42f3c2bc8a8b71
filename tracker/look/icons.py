"""Our own signs, drawn on a grid of 24. A sign never stands alone: a word is beside it."""

PATHS = {
    "phone": '<path d="M5 3.5h3l1.6 4.3-2 1.6a12.5 12.5 0 0 0 7 7l1.6-2 4.3 1.6v3c0 1-.8 1.8-1.8 1.7'
    'C10.6 20.1 3.9 13.4 3.3 5.3 3.2 4.3 4 3.5 5 3.5Z"/>',
    "tick": '<path d="m5 12.5 5 5 9.5-11"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="2.5"/><path d="M3.5 10h17M8 2.5V6M16 2.5V6"/>',
    "face": '<circle cx="12" cy="12" r="9"/><path d="M8.5 14.5c1.8 2.2 5.2 2.2 7 0M9 9.5v.1M15 9.5v.1"/>',
    "talk": '<path d="M4 4.5h16v12h-9l-5 4v-4H4Z"/>',
    "onward": '<path class="mirrored" d="m9 5 7 7-7 7"/>',
    "back": '<path class="mirrored" d="m15 5-7 7 7 7"/>',
    "no": '<circle cx="12" cy="12" r="9"/><path d="m5.7 18.3 12.6-12.6"/>',
    "struck": '<circle cx="12" cy="12" r="9"/><path d="M12 7v6M12 16.5v.1"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7.5v.1"/>',
    "emergency": '<path class="filled" d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3Z"/>'
    '<path class="on-filled" d="M12 7.5v5.5M12 16.5v.1"/>',
    "high": '<path class="filled" d="M12 3.5 21.5 20h-19Z"/><path class="on-filled" d="M12 9.5v5M12 17.2v.1"/>',
    "warning": '<path d="M12 3.5 21.5 20h-19Z"/><path d="M12 9.5v5M12 17.2v.1"/>',
    "no_plan": '<path d="M3 12h.1M7 12h.1M11 12h.1"/><rect x="15" y="4" width="5" height="16" rx="2.5"/>',
    "delivery": '<rect x="3" y="5.5" width="18" height="13" rx="2"/><path d="m3.5 7 8.5 6 8.5-6M3 21 21 3"/>',
    "mail": '<rect x="3" y="5.5" width="18" height="13" rx="2"/><path d="m3.5 7 8.5 6 8.5-6"/>',
    "pill": '<rect x="2.5" y="7.5" width="19" height="9" rx="4.5"/><path d="M12 7.5v9"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "lock": '<rect x="5" y="11" width="14" height="9.5" rx="2"/><path d="M8 11V7.5a4 4 0 0 1 8 0V11"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "chart": '<path d="M4 4v16h16"/><path d="m7 14 4-5 4 3 5-6"/>',
    "print": '<path d="M7 8V3.5h10V8M7 17H3.5V8h17v9H17"/><path d="M7 13.5h10v7H7Z"/>',
    "save": '<path d="M12 3.5v12m-5-5 5 5 5-5M4 20h16"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "unsent": '<path d="M12 15V3.5M8 7.5l4-4 4 4"/>'
    '<path d="M4 14v1.5M4 18.5V20h1.5M9 20h1.5M13.5 20H15M18.5 20H20v-1.5"/>',
    "mark": '<path class="passed" d="M2 12h14" stroke-width="4"/>'
    '<rect class="post" x="16" y="4" width="4" height="16" rx="2" stroke-width="1.2"/>',
}
