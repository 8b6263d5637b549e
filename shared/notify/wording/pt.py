"""Portuguese."""

TEXTS = {
    "assigned": (
        "Já temos quem trate disto",
        "A sua reserva foi atribuída. Contamos terminar entre as {from} e as {until}.",
    ),
    "assigned_again": (
        "Já temos outra pessoa",
        "Encontrámos um novo prestador. Contamos terminar entre as {from} e as {until}.",
    ),
    "picked_up": ("Recolhido", "Está a caminho. Contamos chegar entre as {from} e as {until}."),
    "delivered": ("Concluído", "A sua reserva está concluída."),
    "failed": ("Não foi possível entregar", "Abra a reserva para ver o que se segue."),
    "returned": ("Devolvido", "O que não pôde ser entregue foi devolvido."),
    "not_served": ("Não encontrámos ninguém", "Lamentamos: ninguém pôde aceitar a reserva. Nada lhe foi cobrado."),
    "cancelled": ("Cancelada", "A sua reserva foi cancelada. Abra-a para ver porquê."),
    "searching_again": ("Procuramos outra pessoa", "O prestador não pôde continuar. Estamos a perguntar a outros."),
    "delayed": (
        "Mais tarde do que prometido",
        "Contamos agora entre as {from} e as {until}. {cause}. Ainda pode mudar.",
    ),
    "eta_changed": ("Nova hora", "Contamos agora entre as {from} e as {until}. {cause}."),
    "on_time_again": ("De novo a horas", "Contamos, como prometido, entre as {from} e as {until}."),
    "problem": ("Pode ajudar?", "Algo não está bem com a sua reserva. Abra-a para ver o que ajudaria."),
    "offer": ("Novo trabalho", "Tem {minutes} min para responder."),
    "job_given": ("Tem um novo trabalho", "Os operadores deram-lhe um trabalho. Abra-o para ver onde começa."),
    "job_released": ("Um trabalho saiu do seu plano", "Outra pessoa trata dele. As outras paragens ficam como estão."),
    "job_cancelled": ("Um trabalho foi cancelado", "Não precisa de lá ir. As outras paragens ficam como estão."),
    "suggestion": ("Há mais procura noutro lado", "Pode ir para lá, se quiser. Tem {minutes} min para responder."),
    "nudge": ("Está tudo bem?", "Não o vemos avançar. Siga para a próxima paragem ou comunique um problema."),
    "plan_changed": ("As suas paragens têm nova ordem", "Abra o plano: primeiro vem o que já começou."),
    "hand_over": (
        "Alguém assume a entrega",
        "Fique com a encomenda: outra pessoa vai ter consigo. Ambos confirmam a passagem.",
    ),
    "hand_over_off": ("A passagem já não se faz", "A encomenda fica consigo. Abra o trabalho para ver o que se segue."),
    "approval": ("Uma decisão espera por si", "No fim do prazo segue sozinha."),
    "search_failing": ("Uma reserva não encontra ninguém", "A procura está a terminar."),
    "disruption": (
        "Uma reserva em curso precisa de si",
        "Há opções com o que significam. No fim do prazo corre a prevista.",
    ),
}
CAUSES = {
    "replanned": "O plano mudou por causa de outra paragem",
    "searching": "Ainda procuramos alguém",
    "behind_promise": "Demorou mais do que o previsto",
    "traffic": "O trânsito está lento",
    "pickup_not_ready": "Não estava pronto na recolha a tempo",
    "provider_late": "O prestador ainda não chegou tão longe como se esperava",
    "other_stops": "Uma paragem anterior demorou mais",
    "no_signal": "Perdemos o contacto com o prestador e estamos a tratar disso",
}
