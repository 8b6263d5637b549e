"""German."""

TEXTS = {
    "assigned": ("Jemand übernimmt", "Ihre Buchung ist vergeben. Wir rechnen mit {from} bis {until} Uhr."),
    "assigned_again": (
        "Jemand anderes übernimmt",
        "Ihre Buchung ist neu vergeben. Wir rechnen mit {from} bis {until} Uhr.",
    ),
    "picked_up": ("Abgeholt", "Es ist unterwegs zu Ihnen. Wir rechnen mit {from} bis {until} Uhr."),
    "delivered": ("Erledigt", "Ihre Buchung ist abgeschlossen."),
    "failed": ("Übergabe nicht möglich", "Öffnen Sie die Buchung, um zu sehen, wie es weitergeht."),
    "returned": ("Zurückgebracht", "Was nicht übergeben werden konnte, wurde zurückgebracht."),
    "not_served": ("Niemand gefunden", "Es tut uns leid: Niemand konnte übernehmen. Ihnen wurde nichts berechnet."),
    "cancelled": ("Storniert", "Ihre Buchung wurde storniert. Den Grund sehen Sie in der Buchung."),
    "searching_again": (
        "Wir suchen jemand anderen",
        "Ihr Dienstleister kann nicht weitermachen. Wir fragen gerade andere.",
    ),
    "delayed": (
        "Später als zugesagt",
        "Wir rechnen jetzt mit {from} bis {until} Uhr. {cause}. Das kann sich noch ändern.",
    ),
    "eta_changed": ("Neue Zeit", "Wir rechnen jetzt mit {from} bis {until} Uhr. {cause}."),
    "on_time_again": ("Wieder pünktlich", "Wir rechnen wie zugesagt mit {from} bis {until} Uhr."),
    "problem": ("Können Sie helfen?", "Bei Ihrer Buchung stimmt etwas nicht. Öffnen Sie sie, um zu sehen, was hilft."),
    "offer": ("Neuer Auftrag", "Sie haben {minutes} min Zeit zu antworten."),
    "job_given": ("Sie haben einen neuen Auftrag", "Die Leitstelle hat Ihnen einen Auftrag gegeben. Öffnen Sie ihn."),
    "job_released": ("Ein Auftrag entfällt", "Jemand anderes macht ihn. Ihre anderen Stopps bleiben, wie sie sind."),
    "job_cancelled": (
        "Ein Auftrag wurde storniert",
        "Sie müssen nicht hinfahren. Ihre anderen Stopps bleiben, wie sie sind.",
    ),
    "suggestion": (
        "Anderswo wird mehr gebraucht",
        "Fahren Sie hin, wenn Sie mögen. Sie haben {minutes} min Zeit zu antworten.",
    ),
    "nudge": ("Alles in Ordnung?", "Es geht nicht voran. Fahren Sie zum nächsten Stopp, oder melden Sie ein Problem."),
    "plan_changed": ("Ihre Stopps sind neu geordnet", "Öffnen Sie Ihren Plan: Zuerst kommt, was Sie begonnen haben."),
    "hand_over": (
        "Jemand übernimmt",
        "Bleiben Sie bei der Ware: Jemand ist auf dem Weg zu Ihnen. Bestätigen Sie beide die Übergabe.",
    ),
    "hand_over_off": (
        "Die Übergabe entfällt",
        "Die Ware bleibt bei Ihnen. Öffnen Sie den Auftrag: Dort steht, was kommt.",
    ),
    "approval": ("Eine Entscheidung wartet", "Zur Frist geht sie von selbst hinaus."),
    "search_failing": ("Eine Buchung findet niemanden", "Ihre Suche endet bald."),
    "disruption": (
        "Eine laufende Buchung braucht Sie",
        "Auswege mit ihren Folgen liegen bereit. Zur Frist läuft der vorgesehene.",
    ),
}
CAUSES = {
    "replanned": "Der Plan wurde wegen einer anderen Sache unterwegs geändert",
    "searching": "Wir suchen noch jemanden",
    "behind_promise": "Es hat länger gedauert als geplant",
    "traffic": "Der Verkehr stockt",
    "pickup_not_ready": "Es war bei der Abholung nicht rechtzeitig fertig",
    "provider_late": "Die Fahrt ist noch nicht so weit wie erwartet",
    "other_stops": "Ein früherer Stopp hat länger gedauert",
    "no_signal": "Wir erreichen den Dienstleister gerade nicht und kümmern uns darum",
}
