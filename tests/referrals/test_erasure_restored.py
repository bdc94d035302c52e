"""Keys that come back with a backup are deleted again, and what was never erased stays."""

from network.model import ANONYMOUS
from referrals import erasure
from referrals.shredding import Way
from server import erasing

KEYS = "SELECT count(*) FROM shred.keys WHERE referral_id = $1"


async def test_keys_that_a_backup_brought_back_are_deleted_again(world, owner, shred):
    referral, given = await world.sent()
    live, _ = await world.sent()
    await world.withdraw(given.secret)
    context = world.context_of(ANONYMOUS)
    await erasing.erase_all(context, 180)
    await shred.make(referral)
    assert (await erasing.erase_all(context, 180)).letters == 0

    await erasure.again(context)
    done = await erasing.erase_all(context, 180)

    assert done.letters == 1
    assert await owner.fetchval(KEYS, referral) == 0
    assert await owner.fetchval(KEYS, live) == len(Way)
    assert await owner.fetchval("SELECT count(*) FROM referrals.erasures WHERE clean_at IS NULL") == 0
