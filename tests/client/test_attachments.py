"""Files beside a letter: from one caseworker's disk to the other's, and nowhere else on the way."""

import io
import os
import random
import stat

import pytest
from PIL import Image

from client import blobs, keystore
from client.attachment_errors import AttachmentGone, CannotClean, TooManyFiles
from client.enclosing import Enclosed
from client.errors import BadFacts, ConsentEnded, NodeAway, NodeRefused, OverScope
from client.session import Tolerant
from client.wire import Wire
from crypto.attachments import read_capability, sealed_size
from crypto.errors import Tampered
from crypto.format import b64u, unb64u
from tests.client import files
from tests.client.bent import end_of
from tests.client.conftest import FACTS, PASSPHRASE
from tests.client.cutting import line_to


def noise(seed: int = 1) -> bytes:
    """A picture that cannot be packed: about 470 kB before and after it is cleaned."""
    made = Image.frombytes("RGB", (400, 390), random.Random(seed).randbytes(400 * 390 * 3))
    out = io.BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    for name, data in {"photo.jpg": files.jpeg(), "form.pdf": files.pdf(), "noise.png": noise()}.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def everything(home):
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


async def status_of(end, attachment):
    shown = {"Blob-Capability": b64u(read_capability(attachment.key)), "Range": "bytes=0-9"}
    return (await end.wire.bytes_of("GET", f"/blobs/{attachment.id}", shown))[0]


async def test_files_go_along_and_are_saved_without_what_they_hid(street, agreed, folder, tmp_path):
    case, out = agreed(), tmp_path / "out"
    attached = ["--attach", str(folder / "photo.jpg"), "--category", "CONTACT", "--attach", str(folder / "form.pdf"),
                "--category", "NEED"]  # fmt: skip

    sent = street.does("giulia", "refer", case.id, case.facts, *attached)
    [letter] = street.does("leyla", "open", case.id, "--save-attachments", str(out))

    assert sent["stored"] == "STORED"
    assert [(one["category"], one["kind"]) for one in letter["attachments"]] == [
        ("CONTACT", "image/jpeg"), ("NEED", "application/pdf"),
    ]  # fmt: skip
    assert sorted(path.name for path in out.iterdir()) == ["contact-1.jpg", "need-1.pdf"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert files.MARKER.encode() not in everything(out)
    assert Image.open(out / "contact-1.jpg").size == (40, 20)
    assert letter["says"]["blocks"]["CONTACT"]["data"]["name"] == FACTS["CONTACT"]["name"]
    table = street.run("leyla", "open", case.id).out
    assert "attachment: CONTACT, image/jpeg" in table
    assert "attachments" not in table


async def test_the_sender_reads_her_own_copy_with_its_files(street, agreed, folder):
    case = agreed()
    street.does("giulia", "refer", case.id, case.facts, "--attach", str(folder / "photo.jpg"), "--category", "CONTACT")

    [letter] = street.does("giulia", "open", case.id, "--save-attachments", str(folder / "own"))

    assert [one["path"] for one in letter["attachments"]] == [str(folder / "own" / "contact-1.jpg")]


async def test_a_file_can_answer_a_question(street, sent, folder):
    case = sent()
    street.does("leyla", "acknowledge", case.id)
    street.does("leyla", "ask", case.id, "--category", "NEED")
    more = street.file("more.json", {})

    street.does("giulia", "answer", case.id, more, "--attach", str(folder / "form.pdf"), "--category", "NEED")
    letters = street.does("leyla", "open", case.id, "--save-attachments", str(folder / "answer"))

    assert [len(one["attachments"]) for one in letters] == [0, 1]
    assert [path.name for path in (folder / "answer").iterdir()] == ["need-1.pdf"]


async def test_a_file_of_a_category_that_she_did_not_agree_to_never_leaves(street, agreed, folder):
    case = agreed()
    giulia, line = end_of(street, "giulia")

    with pytest.raises(OverScope):
        await giulia.send(case.id, FACTS, files=[Enclosed("HEALTH", folder / "form.pdf")])

    assert [path for _, path in line.went if path.startswith("/blobs")] == []
    assert giulia.held.of(case.id) == {"files": {}, "delete": {}}
    assert (await giulia.referral(case.id))["state"] == "AWAITING_CONSENT"


async def test_a_file_of_a_category_that_she_did_not_agree_to_is_refused_by_the_node(
    street, agreed, folder, monkeypatch
):
    case = agreed()
    giulia, _ = end_of(street, "giulia")
    monkeypatch.setattr("client.agreed.check_content", lambda content, said, opening: None)

    with pytest.raises(NodeRefused) as refused:
        await giulia.send(case.id, FACTS, files=[Enclosed("EDUCATION", folder / "form.pdf")])

    assert refused.value.code == "CATEGORY_NOT_CONSENTED"
    assert (await giulia.referral(case.id))["state"] == "AWAITING_CONSENT"


async def test_a_file_beyond_the_fields_that_she_agreed_to_is_not_offered(street, agreed, folder, monkeypatch):
    case = agreed("--field", "CONTACT.name", "--field", "NEED")
    giulia, _ = end_of(street, "giulia")
    monkeypatch.setattr("client.agreed.check_content", lambda content, said, opening: None)
    facts = {"CONTACT": {"name": "Invented"}}
    await giulia.send(case.id, facts, files=[Enclosed("CONTACT", folder / "photo.jpg")])
    monkeypatch.undo()

    leyla, _ = end_of(street, "leyla")
    [letter] = await leyla.open(case.id)

    assert letter.files == ()
    assert letter.dropped == ("CONTACT.attachments",)


async def test_an_upload_that_is_cut_goes_on_and_nothing_lies_readable_on_the_disk(street, agreed, folder, monkeypatch):
    case, name = agreed(), folder / "noise.png"
    monkeypatch.setattr(blobs, "PIECE", 128 * 1024)
    monkeypatch.setattr(blobs, "TRIES", 1)
    whole, heard, on_its_way = sealed_size(1 << 20), [], street.homes / "giulia" / "files"
    before = set(on_its_way.glob("*.sealed"))

    async def send(address):
        wire = Wire(address)
        wire.node = street.address
        giulia = Tolerant(wire, keystore.load(street.homes / "giulia", PASSPHRASE))
        giulia.demonstration = True
        try:
            return await giulia.send(
                case.id, FACTS, files=[Enclosed("CONTACT", name)], progress=lambda d, w: heard.append(d)
            )
        finally:
            await wire.close()

    async with line_to(street.address, 400_000) as cut:
        with pytest.raises(NodeAway):
            await send(cut.address)
    first, disk = max(heard), everything(street.homes / "giulia")
    heard.clear()
    async with line_to(street.address, 10**9) as line:
        receipt = await send(line.address)

    assert 0 < first < whole
    assert first <= heard[0] < whole, "it goes on where it was cut"
    assert line.carried < whole - first + 250_000
    assert receipt["stored"] == "STORED"
    cleaned = noise()
    with Image.open(io.BytesIO(cleaned)) as shown:
        out = io.BytesIO()
        shown.save(out, "PNG")
    for content in (cleaned, out.getvalue()):
        assert content[5_000:5_032] not in disk
    assert set(on_its_way.glob("*.sealed")) == before
    leyla, _ = end_of(street, "leyla")
    [letter] = await leyla.open(case.id)
    [saved] = await leyla.save_files(letter.files, folder / "out")
    with Image.open(saved) as came, Image.open(name) as went:
        assert came.tobytes() == went.tobytes()


async def test_an_upload_that_the_node_has_forgotten_begins_again(street, agreed, folder, monkeypatch):
    case = agreed()
    giulia, _ = end_of(street, "giulia")
    one = Enclosed("CONTACT", folder / "photo.jpg")
    first = await giulia.enclose(case.id, one)
    assert (await giulia.enclose(case.id, one)).id == first.id, "what is there is not sent twice"
    [known] = giulia.held.of(case.id)["files"].values()
    await blobs.Blobs(giulia.wire).delete(first.id, unb64u(known["secret"]))

    second = await giulia.enclose(case.id, one)

    assert second.id != first.id
    assert len(giulia.held.of(case.id)["files"]) == 1


async def test_a_letter_whose_answer_was_lost_is_sent_once_with_its_files(street, agreed, folder):
    case = agreed()
    giulia, line = end_of(street, "giulia")
    enclosed = [Enclosed("CONTACT", folder / "photo.jpg")]
    line.lose_answer = "sendReferral"
    with pytest.raises(NodeAway):
        await giulia.send(case.id, FACTS, files=enclosed)
    line.lose_answer = ""

    receipt = await giulia.send(case.id, FACTS, files=enclosed)

    assert receipt["stored"] == "ALREADY"
    assert [method for method, path in line.went if path == "/blobs"] == ["POST"]


async def test_when_she_takes_her_consent_back_both_ends_delete_the_files(street, agreed, folder):
    for who in ("giulia", "leyla"):
        case = agreed()
        giulia, _ = end_of(street, "giulia")
        await giulia.send(case.id, FACTS, files=[Enclosed("CONTACT", folder / "photo.jpg")])
        leyla, _ = end_of(street, "leyla")
        [letter] = await leyla.open(case.id)
        [found] = letter.files
        assert await status_of(leyla, found.attachment) == 206

        street.does("giulia", "withdraw", case.card)
        if who == "giulia":
            street.does("giulia", "notices", "--first", "100")
        else:
            with pytest.raises(ConsentEnded):
                await leyla.open(case.id)

        assert await status_of(leyla, found.attachment) == 404
        with pytest.raises(AttachmentGone):
            await leyla.save_files(letter.files, folder / f"late-{who}")
        assert not list((folder / f"late-{who}").iterdir())
        end, _ = end_of(street, who)
        assert end.held.of(case.id) == {"files": {}, "delete": {}}


@pytest.mark.parametrize("command", ["status", "inbox"])
async def test_whoever_looks_at_her_list_deletes_the_files_of_what_has_ended(street, agreed, folder, command):
    case, person = agreed(), {"status": "giulia", "inbox": "leyla"}[command]
    giulia, _ = end_of(street, "giulia")
    await giulia.send(case.id, FACTS, files=[Enclosed("CONTACT", folder / "photo.jpg")])
    leyla, _ = end_of(street, "leyla")
    [letter] = await leyla.open(case.id)
    street.does("giulia", "withdraw", case.card)

    street.does(person, command, "--first", "100")

    assert await status_of(leyla, letter.files[0].attachment) == 404


async def test_what_cannot_be_deleted_now_is_deleted_later(street, agreed, folder, monkeypatch):
    case = agreed()
    giulia, _ = end_of(street, "giulia")
    await giulia.send(case.id, FACTS, files=[Enclosed("CONTACT", folder / "photo.jpg")])
    [letter] = await giulia.open(case.id)
    street.does("giulia", "withdraw", case.card)
    monkeypatch.setattr(blobs, "PAUSE", 0)

    async def away(self, blob_id, capability):
        raise NodeAway

    with monkeypatch.context() as broken:
        broken.setattr(blobs.Blobs, "delete", away)
        await giulia.referrals(first=100)
    assert len(giulia.held.of(case.id)["delete"]) == 1

    await giulia.referrals(first=100)

    assert await status_of(giulia, letter.files[0].attachment) == 404


async def test_a_recalled_referral_takes_its_files_along(street, agreed, folder):
    case = agreed()
    giulia, _ = end_of(street, "giulia")
    await giulia.send(case.id, FACTS, files=[Enclosed("CONTACT", folder / "photo.jpg")])
    [letter] = await giulia.open(case.id)

    await giulia.cancel(case.id, "STAFF_ERROR")

    assert await status_of(giulia, letter.files[0].attachment) == 404


async def test_after_sending_a_device_keeps_what_deletes_a_file_and_nothing_that_opens_it(street, agreed, folder):
    case = agreed()
    giulia, _ = end_of(street, "giulia")
    await giulia.send(case.id, FACTS, files=[Enclosed("CONTACT", folder / "photo.jpg")])

    held = giulia.held.of(case.id)

    assert held["files"] == {}
    assert len(held["delete"]) == 1
    again, _ = end_of(street, "giulia")
    assert again.held.of(case.id) == held


async def test_a_file_that_was_changed_at_the_node_is_not_written(street, agreed, folder):
    case = agreed()
    street.does("giulia", "refer", case.id, case.facts, "--attach", str(folder / "photo.jpg"), "--category", "CONTACT")
    leyla, line = end_of(street, "leyla")
    [letter] = await leyla.open(case.id)
    line.twist = lambda method, content: (
        content[:-1] + bytes([content[-1] ^ 1]) if method == "GET" and content else content
    )

    with pytest.raises(Tampered):
        await leyla.save_files(letter.files, folder / "out")

    assert list((folder / "out").iterdir()) == []


async def test_no_file_is_written_over(street, agreed, folder):
    case, out = agreed(), folder / "out"
    street.does("giulia", "refer", case.id, case.facts, "--attach", str(folder / "photo.jpg"), "--category", "CONTACT")
    out.mkdir()
    (out / "contact-1.jpg").write_text("mine")

    refused = street.run("leyla", "open", case.id, "--save-attachments", str(out), "--json")

    assert (refused.code, refused.json["refused"]["code"]) == (1, "FILE_EXISTS")
    assert (out / "contact-1.jpg").read_text() == "mine"


async def test_what_cannot_be_cleaned_does_not_leave(street, agreed, folder):
    case = agreed()
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    giulia, line = end_of(street, "giulia")

    with pytest.raises(CannotClean):
        await giulia.send(case.id, FACTS, files=[Enclosed("CONTACT", folder / "old.doc")])

    assert [path for _, path in line.went if path.startswith("/blobs")] == []
    said = street.run("giulia", "refer", case.id, case.facts, "--attach", str(folder / "old.doc"), "--category", "NEED")
    assert (said.code, "Nothing was sent. (CANNOT_CLEAN)" in " ".join(said.err.split())) == (1, True)


async def test_more_than_sixteen_files_are_refused(street, agreed, folder):
    case = agreed()
    giulia, line = end_of(street, "giulia")

    with pytest.raises(TooManyFiles):
        await giulia.send(case.id, FACTS, files=[Enclosed("CONTACT", folder / "photo.jpg")] * 17)

    assert [path for _, path in line.went if path.startswith("/blobs")] == []


async def test_facts_that_name_files_themselves_are_refused(street, agreed, folder):
    case = agreed()
    giulia, line = end_of(street, "giulia")
    facts = {"CONTACT": {"attachments": ["7" * 32]}}

    with pytest.raises(BadFacts):
        await giulia.send(case.id, facts, files=[Enclosed("CONTACT", folder / "photo.jpg")])

    assert [path for _, path in line.went if path.startswith("/blobs")] == []


@pytest.mark.parametrize(
    "given",
    [
        ["--attach", "photo.jpg"],
        ["--category", "NEED"],
        [
            *("--attach", "photo.jpg", "--attach", "form.pdf", "--attach", "noise.png"),
            "--category",
            "A",
            "--category",
            "B",
        ],
    ],
)
async def test_each_file_has_a_category(street, folder, given):
    named = [str(folder / one) if "." in one else one for one in given]

    done = street.run("giulia", "refer", "1" * 32, street.file("facts.json", FACTS), *named)

    assert done.code == 2
    assert "--category" in done.err


async def test_a_device_in_memory_sends_and_takes_files_too(street, agreed, folder):
    case = agreed()
    giulia, _ = end_of(street, "giulia")
    kept = giulia.keys.case(case.id)
    giulia.keys.path = None
    giulia.keys._cases[case.id] = kept
    vienna = street.members["vienna"]
    await giulia.safety(vienna, (await giulia.safety(vienna))["number"])

    await giulia.send(case.id, FACTS, files=[Enclosed("CONTACT", folder / "photo.jpg")])

    [letter] = await giulia.open(case.id)
    assert await status_of(giulia, letter.files[0].attachment) == 206
    await giulia.erase_files(case.id)
    assert await status_of(giulia, letter.files[0].attachment) == 404


async def test_the_nodes_log_says_nothing_of_files(street, agreed, folder):
    case = agreed()
    giulia, _ = end_of(street, "giulia")
    await giulia.send(case.id, FACTS, files=[Enclosed("CONTACT", folder / "photo.jpg")])
    [letter] = await giulia.open(case.id)

    log = (street.homes / "node.log").read_text(encoding="utf-8")

    assert letter.files[0].attachment.id not in log
    assert os.path.basename("photo.jpg") not in log
