"""Words that every published list of triggers has and that ordinary customers write every day, in nine languages."""

from __future__ import annotations

from triggers.matching.characters import normalise_word

_WORDS = """
agent human person people representative rep operator advisor adviser assistant manager supervisor boss staff team
support help service contact call phone talk speak chat cancel cancellation refund return money complaint problem issue
angry bad terrible urgent emergency lawyer legal doctor medical price quote buy order payment bill account real live
agente humano persona personas representante operador asesor gerente ayuda soporte llamar hablar cancelar reembolso
devolucion dinero queja problema urgente abogado medico precio comprar pedido cuenta factura
mensch person mitarbeiter berater vertreter chef hilfe anrufen sprechen reden kundigen stornieren erstattung geld
beschwerde problem dringend anwalt arzt preis kaufen bestellung konto rechnung
agent humain personne conseiller representant operateur responsable aide appeler parler annuler remboursement argent
plainte probleme urgent avocat medecin prix acheter commande compte facture
agente umano persona operatore consulente responsabile aiuto chiamare parlare annullare disdire rimborso soldi reclamo
problema urgente avvocato medico prezzo comprare ordine conto fattura
humano pessoa atendente gerente ajuda ligar falar cancelar reembolso dinheiro reclamacao problema urgente advogado
medico preco comprar pedido conta fatura
czlowiek osoba konsultant agent kierownik pomoc zadzwonic rozmawiac anulowac zwrot pieniadze skarga problem pilne
prawnik lekarz cena kupic zamowienie konto faktura
mens persoon medewerker adviseur manager hulp bellen praten spreken annuleren opzeggen terugbetaling geld klacht
probleem dringend advocaat arts prijs kopen bestelling rekening factuur
"""
TEMPTING = frozenset(normalise_word(word) for word in _WORDS.split())
