"""Greetings, thanks and farewells in sixteen languages, folded as `conversations.terms.fold` folds. Pure.

The one list of them: the built-in answerer answers by it, and the rules never hand off a message that is nothing else.
"""

from __future__ import annotations

GREETING, THANKS, FAREWELL = "greeting", "thanks", "farewell"

WORDS = {
    GREETING: (
        "hi|hello|hey|hiya|howdy|yo|good morning|good afternoon|good evening|good day|hi there|hello there|morning"
        "|how are you|hows it going"
        "|hola|buenas|buenos dias|buenas tardes|buenas noches|que tal|hallo|guten tag|guten morgen|guten abend|moin"
        "|servus|gruss gott|wie gehts|bonjour|bonsoir|salut|coucou|ca va|ciao|buongiorno|buonasera|salve"
        "|ola|oi|bom dia|boa tarde|boa noite|czesc|dzien dobry|dobry wieczor|witam|hej"
        "|goedemorgen|goedemiddag|goedenavond|hoi|dag|你好|您好|嗨|早上好|下午好|晚上好"
        "|merhaba|merhabalar|selam|iyi gunler|iyi aksamlar|gunaydin|здравствуйте|привет|добрый день|доброе утро"
        "|добрый вечер|السلام عليكم|مرحبا|اهلا|صباح الخير|مساء الخير|هلا|नमस्ते|नमस्कार|हेलो|हैलो|namaste|namaskar"
        "|こんにちは|こんばんは|おはよう|おはようございます|안녕하세요|안녕|halo|hai"
        "|selamat pagi|selamat siang|selamat sore|selamat malam|assalamualaikum"
    ),
    THANKS: (
        "thanks|thank you|thx|ty|ta|cheers|many thanks|thanks a lot|thanks a million|thank you so much"
        "|thank you very much|much appreciated|great|perfect|awesome|lovely|brilliant|ok|okay|got it|cool|that helps"
        "|that helped|very helpful|gracias|muchas gracias|mil gracias|danke|vielen dank|dankeschon|danke schon|super"
        "|merci|merci beaucoup|grazie|grazie mille|obrigado|obrigada|muito obrigado|muito obrigada|valeu"
        "|dzieki|dziekuje|bardzo dziekuje|dziekuje bardzo|bedankt|dank je|dank u|dankjewel"
        "|谢谢|谢谢你|谢谢您|好的|多谢|谢了|太好了"
        "|tesekkurler|tesekkur ederim|cok tesekkurler|cok tesekkur ederim|sagol|sag olun|sagolun|eyvallah|cok sagolun"
        "|спасибо|большое спасибо|спасибо большое|огромное спасибо|благодарю|отлично|понятно|понял|поняла"
        "|شكرا|شكرا جزيلا|شكرا لك|شكرا لكم|مشكور|مشكورين|تسلم|تسلمون|يعطيك العافيه|يعطيك العافية|جزاك الله خير"
        "|الف شكر|धन्यवाद|शुक्रिया|बहुत धन्यवाद|बहुत बहुत धन्यवाद|बहुत शुक्रिया|dhanyavad|shukriya|bahut shukriya"
        "|ありがとう|ありがとうございます|ありがとうございました|どうも|助かりました|助かります|了解です|了解しました|了解|感謝します"
        "|감사합니다|고맙습니다|고마워요|고마워|감사해요|감사|ㄱㅅ|넵|알겠습니다"
        "|terima kasih|makasih|terimakasih|makasi|trims|suwun|matur nuwun|thank you ya|makasih ya|makasih banyak"
        "|terima kasih banyak|oke"
    ),
    FAREWELL: (
        "bye|goodbye|good night|see you|bye bye|have a nice day|have a good day|have a great day|see ya|take care"
        "|adios|hasta luego|tschuss|auf wiedersehen|au revoir|a bientot|bonne journee|arrivederci|buona giornata"
        "|tchau|ate logo|do widzenia|pa|milego dnia|tot ziens|doei|fijne dag|再见|拜拜|晚安"
        "|hosca kal|hoscakalin|gorusuruz|kolay gelsin|iyi geceler|до свидания|пока|всего доброго|хорошего дня"
        "|مع السلامه|مع السلامة|في امان الله|وداعا|अलविदा|फिर मिलेंगे|शुभ रात्रि|alvida|さようなら|失礼します|またね"
        "|안녕히 계세요|수고하세요|잘 있어요|sampai jumpa|dadah|selamat tinggal"
    ),
}
