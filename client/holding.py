"""The keys of cases at this end: letters open for the colleagues on a case only, and post keys can end (SPEC.md 24).

A letter comes sealed to a post key. Whoever opens it first closes its content key under the case key, which goes to the
devices of those on the case. Only what was read back from the node and opened again takes the place of a wrap.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from client import documents as docs
from client.errors import ClientError, NodeRefused, NotTrusted
from client.looking import Looking
from client.shapes import Device
from crypto.cases import Case, close_letter_key, new_case_key, open_letter_key, unwrap_case_key, wrap_case_key
from crypto.envelope import Envelope
from crypto.errors import CryptoError, NotForYou, Tampered
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey
from crypto.opening import committed, content_key
from kit.ids import new_id

CASE_KEYS = f"query ($id: ID!) {{ caseKeys(referralId: $id) {{ ... on CaseKeys {{ {docs.CASE} }} {docs.REFUSED} }} }}"
CASE_SHOWN = f"CaseKeys {{ {docs.CASE} }}"
NOT_HELD = "The key of this case could not be kept yet, and the post key still opens it. Open it again. ({why})"
WORKS_WITH = {True: {"CASEWORKER", "ORG_ADMIN"}, False: {"INTAKE", "ORG_ADMIN"}}
"""Who may work with a case, at the organisation that sent it (True) and at the one that received it."""


class NotHandedOn(ClientError):
    """Say that this device has no key of a case that its person is on."""

    code = "NOT_HANDED_ON"
    sentence = (
        "This device has no key of this case yet. A colleague on it, or an administrator, opens it once "
        "(or runs: tolerant case), and the key is handed on. Then open it again."
    )


class CaseKeyWrong(ClientError):
    """Say that the node does not give a case key back as it was brought; nothing was deleted."""

    code = "CASE_KEY_WRONG"
    sentence = "The node gives the key of this case back otherwise than it was brought. Nothing was deleted."


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Hold a case as far as this device opens it: the case keys by number, and the keys of letters under each."""

    at: dict[int, Case]
    keys: dict[int, bytes] = field(repr=False)
    letters: dict[int, dict[bytes, bytes]] = field(repr=False)
    renew: bool
    settled: bool
    missing: frozenset[str]
    holders: frozenset[str]
    barred: frozenset[str]

    @property
    def newest(self) -> int:
        """Give the number of the key that counts; 0 where there is none."""
        return max(self.at, default=0)

    def under(self, number: int) -> dict[bytes, bytes]:
        """Give the content keys that this device opens with one case key, by envelope."""
        if number not in self.keys:
            return {}
        key, at = self.keys[number], self.at[number]
        return {name: open_letter_key(sealed, key, at, name) for name, sealed in self.letters[number].items()}

    def content_key(self, envelope: Envelope) -> bytes | None:
        """Give the content key of a letter that a case key opens and that the letter is committed to."""
        name = envelope.env_id
        for number in sorted(self.keys, reverse=True):
            sealed = self.letters[number].get(name)
            if sealed is None:
                continue
            try:
                cek = open_letter_key(sealed, self.keys[number], self.at[number], name)
            except Tampered:
                continue
            if committed(envelope, cek):
                return cek
        return None


class Holding(Looking):
    """Keep the keys of cases."""

    async def letters_of_case(self, referral_id: str) -> tuple[list[dict[str, Any]], OpenCase]:
        """List the sealed letters of a referral, with the keys of its case."""
        found = await self.wire.ask(docs.ENVELOPES, id=referral_id)
        return found["envelopes"], self._opened_case(referral_id, found["case"])

    async def case_keys(self, referral_id: str) -> OpenCase:
        """Give the keys of a case to a colleague who is on it, or an administrator, who can put others on it."""
        return self._opened_case(referral_id, await self.wire.ask(CASE_KEYS, id=referral_id))

    def _opened_case(self, referral_id: str, given: Mapping[str, Any]) -> OpenCase:
        at = {one["number"]: Case(self.keys.member_id, referral_id, one["number"]) for one in given["keys"]}
        keys = {
            one["number"]: unwrap_case_key(
                unb64u(one["wrap"]), self.keys.sealing, at[one["number"]], to=self.keys.device_id
            )
            for one in given["keys"]
            if one["wrap"]
        }
        letters: dict[int, dict[bytes, bytes]] = {number: {} for number in at}
        for one in given["letters"]:
            letters[one["number"]][unb64u(one["envelopeId"], 32)] = unb64u(one["sealed"])
        renew = bool(given["keys"]) and bool(given["keys"][0]["renew"])
        people = (frozenset(given[name]) for name in ("missing", "holders", "barred"))
        return OpenCase(at, keys, letters, renew, given["settled"], *people)

    def content_keys(
        self, listed: Sequence[Mapping[str, Any]], case: OpenCase, keys: Sequence[SealingKey]
    ) -> dict[bytes, bytes]:
        """Give the content keys of all letters that this device opens, by envelope, each held to its commitment."""
        found: dict[bytes, bytes] = {}
        for one in listed:
            if not one["data"]:
                continue
            envelope = Envelope.parse(one["data"])
            cek = case.content_key(envelope)
            if cek is None:
                try:
                    cek = content_key(envelope, keys)
                except (NotForYou, Tampered):
                    continue
            if committed(envelope, cek):
                found[envelope.env_id] = cek
        return found

    async def keep_keys(self, referral_id: str, case: OpenCase, ceks: Mapping[bytes, bytes], *, sent: bool) -> None:
        """Let the case key open what this device just opened; a person's work never stops because of it."""
        try:
            await self._keep_keys(referral_id, case, ceks, sent)
        except (NodeRefused, NotTrusted, CaseKeyWrong, CryptoError) as no:
            self.remarks.append(NOT_HELD.format(why=no))
        except ClientError:
            return

    async def _keep_keys(self, referral_id: str, case: OpenCase, ceks: Mapping[bytes, bytes], sent: bool) -> None:
        newest = case.newest
        anew = newest not in case.keys or case.renew
        covered = case.letters.get(newest, {}).keys()
        if not ceks or (anew and not covered <= ceks.keys()):
            return
        if anew or case.missing or ceks.keys() - covered:
            handed = await self.handed(referral_id, case, ceks, case.holders, case.barred, sent=sent, anew=anew)
            asked = {"referralId": referral_id, "caseKey": handed, "idempotencyKey": new_id()}
            await self.wire.ask(docs.mutation("keepCaseKey", "KeepCaseKeyInput", CASE_SHOWN), input=asked)
        elif case.settled:
            return
        await self.settle_case(referral_id, ceks)

    async def handed(
        self, referral_id: str, case: OpenCase, ceks: Mapping[bytes, bytes], holders: Collection[str],
        barred: Collection[str], *, sent: bool, anew: bool,
    ) -> dict[str, Any]:  # fmt: skip
        """Make the next case key, or more of the newest one, for those on the case and for administrators.

        Raises:
            NotTrusted: this device cannot tell who our officers are.
        """
        at = Case(self.keys.member_id, referral_id, case.newest + 1) if anew else case.at[case.newest]
        key = new_case_key() if anew else case.keys[at.number]
        readers = await self._readers(frozenset(holders) or {self.keys.staff_id}, barred, sent)
        if not anew:
            readers = {to: public for to, public in readers.items() if to in case.missing}
        names = ceks.keys() - (frozenset() if anew else case.letters[at.number].keys())
        wraps = [{"reader": to, "wrap": b64u(wrap_case_key(key, public, at, to=to))} for to, public in readers.items()]
        letters = [
            {"envelopeId": b64u(name), "sealed": b64u(close_letter_key(ceks[name], key, at, name))}
            for name in sorted(names)
        ]
        return {"number": at.number, "wraps": wraps, "letters": letters}

    async def _readers(self, holders: Collection[str], barred: Collection[str], sent: bool) -> dict[str, bytes]:
        """Give the sealing keys of all who should have a case key: vouched-for devices, and the recovery key."""
        await self.officers_of(self.keys.member_id)
        found: dict[str, bytes] = {}
        for device in await self.devices():
            if not works_with(device, holders, barred, sent):
                continue
            try:
                found[device["id"]] = (await self.trusted_device(device)).seal
            except NotTrusted:
                continue  # the node then says whether it should have been left out
        return found | await self.recovery_reader()

    async def recovery_reader(self) -> dict[str, bytes]:
        """Give the recovery key, by its ceremony, where the organisation opted in."""
        return {}

    async def settle_case(self, referral_id: str, ceks: Mapping[bytes, bytes]) -> None:
        """Read the newest case key back, open what it should open, and only then let the node delete what it replaces.

        Raises:
            CaseKeyWrong: it does not open the same.
        """
        found = await self.case_keys(referral_id)
        if found.newest not in found.keys:
            return
        under = found.under(found.newest)
        if any(ceks.get(name) != cek for name, cek in under.items()) or len(under) < len(ceks):
            raise CaseKeyWrong
        asked = {"referralId": referral_id, "number": found.newest}
        await self.wire.ask(docs.mutation("settleCaseKey", "SettleCaseKeyInput", CASE_SHOWN), input=asked)

    async def keep_case(self, referral_id: str) -> OpenCase:
        """Hand a case's key on to whoever should have it, and close under it what is still open to the post key alone.

        Raises:
            NodeRefused: CASE_NOT_YOURS, or another no.
        """
        sent = (await self.referral(referral_id))["fromMemberId"] == self.keys.member_id
        keys = [*await self.fetch_intake_keys(), self.keys.sealing]
        try:
            listed, case = await self.letters_of_case(referral_id)
            ceks = self.content_keys(listed, case, keys)
        except NodeRefused as no:
            if no.code != "CASE_NOT_YOURS":
                raise
            case = await self.case_keys(referral_id)  # an administrator: she hands on what she does not read
            ceks = case.under(case.newest)
        await self.keep_keys(referral_id, case, ceks, sent=sent)
        return await self.case_keys(referral_id)

    async def keep_cases(self) -> None:
        """Keep the cases of which this device has just sent letters; a person's work never stops because of it."""
        while self.touched:
            referral_id = self.touched.pop()
            try:
                await self.keep_case(referral_id)
            except (ClientError, CryptoError):
                continue


def works_with(device: Device, holders: Collection[str], barred: Collection[str], sent: bool) -> bool:
    """Say whether a device should have the key of a case on which these people are."""
    if device["state"] != "ACTIVE" or device["staffId"] in barred or not WORKS_WITH[sent] & set(device["roles"]):
        return False
    return device["staffId"] in holders or "ORG_ADMIN" in device["roles"]
