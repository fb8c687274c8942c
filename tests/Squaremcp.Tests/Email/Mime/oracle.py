"""Writes and reads mail with Python's email package, for MailOracleTests.

write SEED COUNT FOLDER   NNN.eml and NNN.json (what was meant) for each message
read FOLDER               NNN.json (what was understood) for each NNN.eml
"""
import datetime
import email.headerregistry
import email.message
import email.parser
import email.policy
import email.utils
import hashlib
import html
import json
import os
import random
import sys

WORDS = ["plain", "mail", "offer", "Größe", "Straße", "café", "naïve", "Привет", "мир", "日本語", "中文", "한국어", "עברית", "مرحبا", "ελληνικά", "😀", "x" * 90, "=", "a.b", "100%", "it's"]
NARROW = [("iso-8859-1", ["Größe", "café", "naïve", "plain"]), ("koi8-r", ["Привет", "мир", "plain"]), ("windows-1251", ["Привет", "мир"]), ("iso-2022-jp", ["日本語", "plain"]),
          ("euc-kr", ["한국어", "plain"]), ("big5", ["中文", "plain"]), ("iso-8859-7", ["ελληνικά"]), ("iso-8859-15", ["Größe", "€5"]), ("shift_jis", ["日本語", "plain"]), ("us-ascii", ["plain", "mail"]),
          ("windows-1252", ["Größe", "“café”", "€5", "plain"]), ("gb18030", ["中文", "你好", "€5", "plain"])]
KINDS = ["plain", "plain", "html", "both", "both", "flowed", "calendar"]
COMPARED = ("from", "to", "cc", "reply_to", "subject", "html", "files")


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


def flowed(rng):
    """RFC 3676: what is written, and what it says. A line that goes on ends in a space; one that begins with a space, ">" or "From " gets a space more."""
    paragraphs = [words(rng, 30) for _ in range(rng.randint(1, 4))]
    written = []
    for paragraph in paragraphs:
        lines = [""]
        for word in paragraph.split(" "):
            if lines[-1] and len(lines[-1]) + len(word) >= 70:
                lines.append("")
            lines[-1] += word + " "
        lines[-1] = lines[-1].rstrip()
        written.append("\n".join(" " + line if line.startswith((" ", ">", "From ")) else line for line in lines))
    return "\n\n".join(written), "\n\n".join(paragraphs)


def calendar(summary):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//EN", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:1@example.org", "DTSTAMP:20261101T100000Z", "DTSTART:20261120T100000Z", "SUMMARY:" + summary, "END:VEVENT", "END:VCALENDAR", ""])


def attachment(rng, number):
    name = rng.choice(["a.bin", "with space.pdf", 'quote"d.txt', "semi;colon.doc", "résumé.pdf", "日本語の文書.docx", "long " + "n" * 80 + ".txt", "länger " + "ü" * 60 + ".txt"])
    kind, content = rng.choice(["octet-stream", "pdf", "zip"]), rng.randbytes(rng.choice([0, 1, 2, 3, 57, 1000, 5000]))
    return {"name": "%d %s" % (number, name), "type": "application/" + kind, "sha256": hashlib.sha256(content).hexdigest(), "inline": False}, content


def fill(rng, message, meant):
    """The texts of a message, in one of the ways there are; what they are as written, where that is not what they say."""
    kind = rng.choice(KINDS)
    charset, vocabulary = rng.choice(NARROW) if rng.random() < 0.5 else ("utf-8", WORDS)
    meant["text"], meant["html"] = text(rng, vocabulary), None
    cte = rng.choice([None, "base64", "quoted-printable", "8bit"])
    if kind == "flowed":
        written, meant["text"] = flowed(rng)
        message.set_content(written, charset="utf-8", cte=rng.choice(["base64", "quoted-printable", "8bit"]), params={"format": "flowed"})
        return written
    if kind in ("html", "both"):
        paragraphs = [words(rng, 20, vocabulary) for _ in range(rng.randint(1, 4))]
        meant["html"] = "<html><body>%s</body></html>" % "\n".join("<p>%s</p>" % html.escape(each) for each in paragraphs)
    if kind == "html":
        meant["text"] = "\n\n".join(paragraphs)
        message.set_content(meant["html"], subtype="html", charset=charset, cte=cte)
        return None
    message.set_content(meant["text"], charset=charset, cte=cte)
    if kind == "both":
        message.add_alternative(meant["html"], subtype="html", charset=charset, cte=cte)
        for number in range(rng.choice([0, 1, 2])):
            picture = rng.randbytes(100)
            message.get_payload()[1].add_related(picture, "image", "png", cid="<logo%d@example.org>" % number, disposition="inline", filename="logo %d.png" % number)
            meant["files"].append({"name": "logo %d.png" % number, "type": "image/png", "sha256": hashlib.sha256(picture).hexdigest(), "inline": True})
    if kind == "calendar":
        meant["event"] = words(rng, 3)
        message.add_alternative(calendar(meant["event"]), subtype="calendar", params={"method": "REQUEST"})
    return meant["text"]


def build(rng):
    """A message, what it is meant to say, and its text as written (None where it is made from HTML)."""
    meant = {"from": [mailbox(rng)], "to": [mailbox(rng) for _ in range(rng.randint(1, 8))], "cc": [mailbox(rng) for _ in range(rng.randint(0, 3))], "reply_to": [mailbox(rng)] if rng.random() < 0.3 else [], "files": []}
    meant["subject"] = words(rng, 60 if rng.random() < 0.1 else 15)
    meant["date"] = (datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(minutes=rng.choice([0, 60, -480, 330, 765])))) + datetime.timedelta(seconds=rng.randint(0, 10 ** 8))).isoformat()
    meant["references"] = ["<%d.%d@example.org>" % (turn, rng.randint(0, 10 ** 9)) for turn in range(rng.randint(1, 12))] if rng.random() < 0.4 else []
    meant["in_reply_to"] = meant["references"][-1] if meant["references"] else None
    message = email.message.EmailMessage(policy=rng.choice([email.policy.default, email.policy.SMTP]))
    for field in ("from", "to", "cc", "reply_to"):
        if meant[field]:
            message[field.replace("_", "-").title()] = [address(box) for box in meant[field]]
    message["Subject"] = meant["subject"]
    message["Date"] = email.utils.format_datetime(datetime.datetime.fromisoformat(meant["date"]))
    message["Message-ID"] = meant["id"] = "<%d@example.org>" % rng.randint(0, 10 ** 9)
    if meant["references"]:
        message["In-Reply-To"], message["References"] = meant["in_reply_to"], " ".join(meant["references"])
    written = fill(rng, message, meant)
    for number in range(rng.choice([0, 0, 1, 3])):
        told, content = attachment(rng, number)
        message.add_attachment(content, maintype="application", subtype=told["type"].split("/")[1], filename=told["name"])
        meant["files"].append(told)
    return meant, message, written


def content(message, kind):
    part = message.get_body(preferencelist=(kind,))
    return part.get_content().replace("\r\n", "\n") if part else None


def files(message):
    def told(part, inline):
        return {"name": part.get_filename(), "type": part.get_content_type(), "sha256": hashlib.sha256(part.get_payload(decode=True) or b"").hexdigest(), "inline": inline}
    pictures = [told(part, True) for related in message.walk() if related.get_content_type() == "multipart/related" for part in related.iter_parts() if part["Content-ID"]]
    return pictures + [told(part, False) for part in message.iter_attachments() if part.get_content_disposition() == "attachment"]


def understood(octets):
    message = email.parser.BytesParser(policy=email.policy.default).parsebytes(octets)
    boxes = lambda name: [(box.display_name, box.addr_spec) for box in message[name].addresses] if message[name] else []
    line = lambda name: str(message[name]) if message[name] else None
    return {
        "from": boxes("From"), "to": boxes("To"), "cc": boxes("Cc"), "bcc": boxes("Bcc"), "reply_to": boxes("Reply-To"), "subject": str(message["Subject"]), "id": line("Message-ID"),
        "in_reply_to": line("In-Reply-To"), "references": (line("References") or "").split(),
        "date": message["Date"].datetime.isoformat() if message["Date"] else None,
        "text": content(message, "plain"), "html": content(message, "html"), "files": files(message),
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
    }


def tidy(value):
    return value.rstrip() if isinstance(value, str) else value


def unsure(octets, meant, written):
    """Where Python does not read back what it was told to write, the message is no oracle for that field. A text made from HTML is everybody's own."""
    again = understood(octets)
    doubtful = [field for field in COMPARED if json.dumps(tidy(again[field])) != json.dumps(tidy(meant[field]))]
    return doubtful + (["text"] if written is not None and tidy(again["text"]) != tidy(written) else [])


def main(command, *arguments):
    if command == "write":
        seed, count, folder = int(arguments[0]), int(arguments[1]), arguments[2]
        for number in range(count):
            meant, message, written = build(random.Random(seed * 100003 + number))
            octets = message.as_bytes()
            with open(os.path.join(folder, "%03d.eml" % number), "wb") as file:
                file.write(octets)
            meant["unsure"] = unsure(octets, meant, written)
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
