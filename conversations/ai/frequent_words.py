"""Frequent words of the shipped languages as customers write them to a business, folded as `terms.fold` folds."""

WORDS = {
    "en": (
        "come comes comment son die war hat man all main pour chose encore pan sin hay even over door kind tag plus "
        "ton "
        "ten par era as an so am we by mal sea best way went go going gone thing things green red blue black white "
        "i think understand oh the and you your youre is are was were we our to of for with that this these it its "
        "have has had havent will would can cant could should what how where when why who which please not dont "
        "doesnt didnt isnt wont my me im ive id in on do does did from at any there about need want wanted get got "
        "give know still thanks thank help hello morning today tomorrow yesterday order delivery price much many "
        "long open opening hours someone somebody anyone human person speak talk agent been be or if but by then "
        "they them he she his her work works working buy pay paid refund return received arrive arrived shipping "
        "ship day days week weeks store shop cost costs wrong broken issue never always just only also really very "
        "good great nice lets let see make made take tell say said sorry again back more some than yes possible "
        "available size colour color change cancel account send sent question answer looking find well money card "
        "book appointment free next last one two three new old other every"
    ),
    "es": (
        "el la los las una unos usted ustedes que por para con como esta estan estoy estas este esto su sus puede "
        "puedo pueden nuestro nuestra muy pero si cuando donde cuanto cuanta cuantos cual cuales quien hola "
        "gracias del al mi mis quiero quisiera queria tiene tienen tengo dias es son ser hay hacer hace he ha han "
        "algo alguien persona hablar necesito favor buenos buenas tardes noches pedido envio pago precio cuesta "
        "llega llegar llego tarda tienda abierto abren cierran horario semana hoy manana ayer ya mas tambien "
        "porque sobre entre desde hasta otra otro todo todos nada nunca siempre bien mucho muchas muchos ayuda "
        "ayudar gustaria saber comprar devolver devolucion cambiar cancelar recibido cita reservar seria cosa "
        "dinero tarjeta talla y o no de en se lo le me te soy eso esa ese aqui alli dejen deje hora horas sin"
    ),
    "de": (
        "der die das und ist sind sie ich wir nicht mit fur ein eine einen einem einer den dem des auf von zu zum "
        "zur bitte kann konnen konnte haben habe hat wird auch ihre ihr ihren mein meine meinen meinem mich mir "
        "wie wann wo warum wer welche welcher welches was es im am an bei nach aus noch schon nur oder aber wenn "
        "dass danke hallo guten tag morgen abend gruss mochte wurde hatte brauche gibt geht mal sehr gut heute "
        "gestern bestellung lieferung paket preis kostet bezahlen offen geoffnet offnungszeiten jemand jemanden "
        "jemandem mensch menschen person sprechen hilfe helfen frage rechnung geld zuruck umtauschen stornieren "
        "termin uhr tage woche lange dauert kommt kommen kein keine keinen immer nie wieder etwas alles so da hier "
        "dort bin war sein ob als bis um uns unser unsere du dein deine gerne leider neue neuen vielen tschuss "
        "lasst lassen mehr kaputt falsch"
    ),
    "fr": (
        "le la les des du une un est sont vous nous votre vos notre nos dans pour avec que qui quoi pas sur ce "
        "cette ces bonjour bonsoir merci mon ma mes je tu il elle on au aux peut peux pouvez puis pouvoir quand "
        "comment combien ou pourquoi quel quelle quels quelles suis ai avez avons ont etes etre fait faire veux "
        "voudrais souhaite besoin parler quelqun quelquun personne humain conseiller aide aider commande livraison "
        "colis prix coute payer magasin ouvert ouverts horaires semaine jour jours aujourdhui demain hier tres "
        "bien mais si plus moins aussi encore toujours jamais rien tout tous toute svp plait rembourser "
        "remboursement retour echanger annuler rendez recu arrive arriver question taille argent carte par sans "
        "chez se sa son ses leur y en me te ne cest jai salut voir"
    ),
    "it": (
        "il lo la gli le della delle dello degli dei del di che chi per con sono una uno un questo questa questi "
        "quello nostro nostra vostro vostra puo posso potete possono non siamo siete lei voi grazie quando come "
        "dove perche quanto quanta quanti quale quali nel nella alla allo al mio mia miei ho hai ha abbiamo avete "
        "hanno vorrei voglio giorni giorno ciao salve buongiorno buonasera essere e parlare qualcuno persona umano "
        "operatore aiuto aiutare bisogno ordine consegna pacco prezzo costa pagare negozio aperto aperti orari "
        "settimana oggi domani ieri molto bene ma se piu anche ancora sempre mai niente tutto tutti prego favore "
        "rimborso reso cambiare annullare appuntamento ricevuto arriva arrivato domanda taglia soldi carta da in "
        "si ci mi ti vi dal dalla sul sulla era sto state fare fatto capito serve subito senza"
    ),
    "pt": (
        "esse essa esses essas ele ela eles elas tres as que de mes passado atende levar somos equipe dele dela cada "
        "o os um uma uns voce voces nao com para seu sua seus suas por que esta estao estou este isso isto sao "
        "nosso nossa pode podem posso quando como onde quanto quanta qual quais quem obrigado obrigada meu minha "
        "meus minhas dos das do da ao aos em no na nos nas ou quero queria gostaria dias dia eu ola oi bom boa "
        "tarde noite e tem tenho temos ha fazer feito falar alguem pessoa humano atendente ajuda ajudar preciso "
        "favor pedido encomenda entrega pagamento preco custa loja aberto aberta abre abrem horario semana hoje "
        "amanha ontem ja mais muito bem mas se tambem ainda sempre nunca nada tudo todos todas reembolso devolver "
        "devolucao trocar cancelar consulta recebi chegou chega chegar demora pergunta tamanho dinheiro cartao pra "
        "pro la aqui ser foi sem ate so sobre pelo pela"
    ),
    "pl": (
        "jest nie sie na do w z i ze czy jak co to prosze moge moze mozna mozecie macie mam ma mi mnie moj moja "
        "moje moim dla przez od po za nasz nasza dni dzien dobry kiedy gdzie dlaczego ile kto jaki jaka jakie "
        "ktory ktora jestem sa byc bylo byl czesc witam dziekuje dzieki chce chcialbym chcialabym potrzebuje "
        "porozmawiac rozmawiac mowic czlowiekiem czlowieka osoba kims konsultantem konsultanta pomoc pomocy "
        "zamowienie zamowienia przesylka paczka dostawa cena kosztuje zaplacic sklep otwarte otwarty godziny "
        "godzinach tydzien dzis dzisiaj jutro wczoraj bardzo dobrze ale jesli tez jeszcze juz zawsze nigdy nic "
        "wszystko zwrot zwrocic wymienic anulowac odwolac wizyta otrzymalem pytanie rozmiar pieniadze karta o u "
        "ten ta te tego tym tylko lub albo tak moich was wam pan pani bede ktos"
    ),
    "nl": (
        "het een van en niet met voor wij u uw zijn kan kunnen kunt ik je jij jullie mijn mij hoe wanneer waar "
        "waarom wie welke wat wordt dat dit die deze op te om graag heeft heb hebben onze ons aan dagen dag is de "
        "der naar bij uit ook nog maar of als dan er hier daar goedemorgen goedemiddag goedenavond hoi hallo dank "
        "bedankt alstublieft alsjeblieft wil wilt zou willen moet moeten hulp helpen iemand mens medewerker "
        "persoon spreken praten bestelling levering pakket bezorging prijs kost kosten betalen winkel geopend "
        "openingstijden week vandaag morgen gisteren zeer goed meer al altijd nooit niets alles terug "
        "terugbetaling ruilen annuleren afspraak ontvangen vraag maat geld kaart lang duurt komt door zonder over "
        "tot ben was zo geen gaat even kapot"
    ),
}

#: Those of them that few of the other languages share: by these a reply is called plainly another language.
PLAIN_WORDS = {
    "en": "the and you your is are was we our to of for with that this it have has will can would what how please not"
    " my i in on do does from",
    "es": "el la es los las una usted que por para con como esta su sus puede nuestro nuestra muy pero si cuando donde"
    " hola gracias del mi quiero tiene dias",
    "de": "der die das und ist sind sie ich wir nicht mit fur ein eine einen den dem auf von zu bitte konnen haben wird"
    " auch ihre ihr mein wie wann",
    "fr": "le la les des une est vous nous votre vos dans pour avec que qui pas sur ce cette bonjour merci mon ma je au"
    " aux sont peut quand du",
    "it": "il la gli della delle di che per con sono una questo nostro nostra puo non siamo lei grazie quando come dei"
    " nel alla mio ho vorrei giorni",
    "pt": "o os uma voce nao com para seu sua por que esta sao nosso nossa pode quando obrigado meu minha dos das ao"
    " em ou quero dias eu",
    "pl": "jest nie sie na do w z i ze czy jak co to prosze moge mam moj moja dla przez od po za nasz nasza dni kiedy",
    "nl": "het een van en niet met voor wij u uw zijn kan kunnen ik je mijn hoe wanneer wordt dat die op te graag heeft"
    " onze aan dagen",
}  # fmt: skip
