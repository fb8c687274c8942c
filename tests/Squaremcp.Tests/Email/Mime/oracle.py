"""Writes and reads mail with Python's email package, for PythonOracleTests.

write SEED COUNT FOLDER   NNN.eml and NNN.json (what was meant) for each message
read FOLDER               NNN.json (what was understood) for each NNN.eml
"""
import base64
import datetime
import email.message
import email.parser
import email.policy
import email.utils
import json
import os
import random
import sys

WORDS = ["plain", "mail", "offer", "Größe", "Straße", "café", "naïve", "Привет", "мир", "日本語", "中文", "한국어", "עברית", "مرحبا", "ελληνικά", "😀", "x" * 90, "=", "a.b", "100%", "it's"]
NARROW = [("iso-8859-1", ["Größe", "café", "naïve", "plain"]), ("koi8-r", ["Привет", "мир", "plain"]), ("windows-1251", ["Привет", "мир"]), ("iso-2022-jp", ["日本語", "plain"]),
          ("euc-kr", ["한국어", "plain"]), ("big5", ["中文", "plain"]), ("iso-8859-7", ["ελληνικά"]), ("iso-8859-15", ["Größe", "€5"]), ("shift_jis", ["日本語", "plain"]), ("us-ascii", ["plain", "mail"])]


def words(rng, most, vocabulary=WORDS):
    return " ".join(rng.choice(vocabulary) for _ in range(rng.randint(1, most)))


def text(rng, vocabulary=WORDS):
    lines = [words(rng, 12, vocabulary) if rng.random() < 0.8 else "" for _ in range(rng.randint(1, 15))]
    return "\n".join(line + rng.choice(["", "", "", " ", "\t"]) for line in lines).strip() or "empty"


def mailbox(rng):
    name = rng.choice(["", "Ann", "Brown, Bob", 'Bob "the" Man', "Jürgen Groß", "山田 太郎", "a@b", "O'Neil (home)", "Dr. No", words(rng, 3)])
    return (name, "user%d@%s.example.org" % (rng.randint(0, 99), rng.choice("abc")))


def address(box):
    return email.headerregistry.Address(box[0], addr_spec=box[1])


def attachment(rng, number):
    name = rng.choice(["a.bin", "with space.pdf", 'quote"d.txt', "semi;colon.doc", "résumé.pdf", "日本語の文書.docx", "long " + "n" * 80 + ".txt", "länger " + "ü" * 60 + ".txt"])
    return {"name": "%d %s" % (number, name), "content": base64.b64encode(rng.randbytes(rng.choice([0, 1, 2, 3, 57, 1000, 5000]))).decode()}


def build(rng):
    import email.headerregistry
    meant = {"from": [mailbox(rng)], "to": [mailbox(rng) for _ in range(rng.randint(1, 8))], "cc": [mailbox(rng) for _ in range(rng.randint(0, 3))], "subject": words(rng, 15)}
    charset, vocabulary = rng.choice(NARROW) if rng.random() < 0.5 else ("utf-8", WORDS)
    meant["text"] = text(rng, vocabulary)
    meant["date"] = (datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(minutes=rng.choice([0, 60, -480, 330, 765])))) + datetime.timedelta(seconds=rng.randint(0, 10 ** 8))).isoformat()
    message = email.message.EmailMessage(policy=rng.choice([email.policy.default, email.policy.SMTP]))
    message["From"] = address(meant["from"][0])
    message["To"] = [address(box) for box in meant["to"]]
    if meant["cc"]:
        message["Cc"] = [address(box) for box in meant["cc"]]
    message["Subject"] = meant["subject"]
    message["Date"] = email.utils.format_datetime(datetime.datetime.fromisoformat(meant["date"]))
    message["Message-ID"] = meant["id"] = "<%d@example.org>" % rng.randint(0, 10 ** 9)
    message.set_content(meant["text"], charset=charset, cte=rng.choice([None, "base64", "quoted-printable"]))
    if rng.random() < 0.5:
        message.add_alternative("<html><body><p>%s</p></body></html>" % "rich", subtype="html")
        if rng.random() < 0.5:
            message.get_payload()[1].add_related(rng.randbytes(100), "image", "png", cid="<logo>")
    meant["attachments"] = [attachment(rng, number) for number in range(rng.choice([0, 0, 1, 3]))]
    for each in meant["attachments"]:
        message.add_attachment(base64.b64decode(each["content"]), maintype="application", subtype="octet-stream", filename=each["name"])
    return meant, message


def understood(octets):
    message = email.parser.BytesParser(policy=email.policy.default).parsebytes(octets)
    boxes = lambda name: [(box.display_name, box.addr_spec) for box in message[name].addresses] if message[name] else []
    body = message.get_body(preferencelist=("plain",))
    return {
        "from": boxes("From"), "to": boxes("To"), "cc": boxes("Cc"), "bcc": boxes("Bcc"), "subject": str(message["Subject"]), "id": str(message["Message-ID"]),
        "date": message["Date"].datetime.isoformat() if message["Date"] else None,
        "text": body.get_content().replace("\r\n", "\n"),
        "attachments": [{"name": part.get_filename(), "content": base64.b64encode(part.get_content() if part.get_content_maintype() != "text" else part.get_payload(decode=True)).decode()} for part in message.iter_attachments()],
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
    }


def main(command, *arguments):
    import email.headerregistry
    if command == "write":
        seed, count, folder = int(arguments[0]), int(arguments[1]), arguments[2]
        for number in range(count):
            meant, message = build(random.Random(seed * 100003 + number))
            octets = message.as_bytes()
            with open(os.path.join(folder, "%03d.eml" % number), "wb") as file:
                file.write(octets)
            # Where Python does not read back what it was told to write, the message is no oracle for that field.
            again = understood(octets)
            meant["unsure"] = [field for field in ("from", "to", "cc", "subject", "text", "attachments") if json.dumps(again[field]).strip() != json.dumps(meant[field]).strip() and (field != "text" or again["text"].rstrip() != meant["text"].rstrip())]
            with open(os.path.join(folder, "%03d.json" % number), "w") as file:
                json.dump(meant, file)
    else:
        folder = arguments[0]
        for name in sorted(os.listdir(folder)):
            if name.endswith(".eml"):
                with open(os.path.join(folder, name), "rb") as file:
                    result = understood(file.read())
                with open(os.path.join(folder, name[:-4] + ".json"), "w") as file:
                    json.dump(result, file)


main(*sys.argv[1:])
