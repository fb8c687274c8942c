using System.Buffers.Binary;
using System.Security.Cryptography;
using Squaremcp.Ledger;

namespace Squaremcp.Tests.Storage;

public class ChainTests : StorageClaims
{
    [Theory]
    [InlineData("UPDATE audit SET outcome = 'refused' WHERE seq = 5", 5, "Entry 5 is not as it was written.")]
    [InlineData("UPDATE audit SET client = NULL WHERE seq = 5", 5, "Entry 5 is not as it was written.")]
    [InlineData("UPDATE audit SET at = at + 1 WHERE seq = 1", 1, "Entry 1 is not as it was written.")]
    [InlineData("UPDATE audit SET hash = zeroblob(32) WHERE seq = 5", 5, "Entry 5 is not as it was written.")]
    [InlineData("UPDATE audit SET prev_hash = zeroblob(32) WHERE seq = 5", 5, "Entry 5 does not link to the entry before it.")]
    [InlineData("DELETE FROM audit WHERE seq = 5", 5, "Entry 5 is missing.")]
    [InlineData("DELETE FROM audit WHERE seq = 1", 1, "Entry 1 is missing.")]
    [InlineData("DELETE FROM audit WHERE seq > 8", 9, "The chain ends after entry 8; its head says 10.")]
    [InlineData("DELETE FROM audit", 1, "The chain ends after entry 0; its head says 10.")]
    [InlineData("DELETE FROM audit_heads", 1, "The chain goes on to entry 10; its head says 0, or another hash.")]
    [InlineData("UPDATE audit_heads SET seq = 9", 10, "The chain goes on to entry 10; its head says 9, or another hash.")]
    [InlineData("UPDATE audit_heads SET hash = zeroblob(32)", 10, "The chain goes on to entry 10; its head says 10, or another hash.")]
    [InlineData("UPDATE audit SET seq = 99 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 99", 3, "Entry 3 does not link to the entry before it.")]
    public async Task Verification_finds_the_damage_and_names_the_first_entry(string damage, long first, string reason)
    {
        await using var database = await NewAsync();
        await database.AppendAsync("cus_1", 10);
        await database.AppendAsync("cus_2", 2);
        database.Tamper(damage.Contains("WHERE", StringComparison.Ordinal) ? damage.Replace("WHERE", "WHERE customer = 'cus_1' AND", StringComparison.Ordinal) : $"{damage} WHERE customer = 'cus_1'");

        var check = await database.VerifyAsync("cus_1");

        Assert.False(check.Ok);
        Assert.Equal(first, check.BrokenAt);
        Assert.Equal(reason, check.Reason);
        Assert.True((await database.VerifyAsync("cus_2")).Ok);
    }

    [Fact]
    public async Task A_whole_chain_verifies_over_many_pages_and_tells_its_head()
    {
        await using var database = await NewAsync();
        var entries = await Task.WhenAll(Enumerable.Range(0, 2_500).Select(_ => database.AppendAsync(TestDatabase.Item("cus_1"))));

        var check = await database.VerifyAsync("cus_1");

        Assert.Equal(new ChainCheck { Ok = true, Entries = 2_500, Head = entries[^1].Hash }, check);
    }

    [Fact]
    public async Task An_empty_chain_is_whole()
    {
        await using var database = await NewAsync();

        Assert.Equal(new ChainCheck { Ok = true, Entries = 0 }, await database.VerifyAsync("cus_1"));
    }

    [Fact]
    public async Task Entries_appended_during_a_verification_are_not_taken_for_damage()
    {
        await using var database = await NewAsync();
        var appends = Enumerable.Range(0, 3_000).Select(_ => database.AppendAsync(TestDatabase.Item("cus_1"))).ToArray();

        do
        {
            Assert.Null((await database.VerifyAsync("cus_1")).Reason);
        }
        while (!Array.TrueForAll(appends, append => append.IsCompleted));

        await Task.WhenAll(appends);
        Assert.Equal(3_000, (await database.VerifyAsync("cus_1")).Entries);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_hash_is_the_documented_one(int kind)
    {
        var entry = AuditChain.Link(TestDatabase.Entry("cus_1") with { Account = null }, 7, AuditChain.Genesis);
        entry = kind == 2 ? AuditChain.Link(entry with { Summary = "path=Plan.md", Counted = true, WriteId = "wrt_1" }, 7, AuditChain.Genesis) : entry with { Form = 1 };
        using var form = new MemoryStream();
        form.WriteByte((byte)kind);
        Number(7, 8);
        Text("cus_1");
        Number(entry.At.ToUnixTimeMilliseconds(), 8);
        Array.ForEach(["key_1", "tool.call", "obsidian_read_note", "ok", "cal_1", "mcp", "claude-code 2.1", "obsidian", null], Text);
        Number(12, 4);
        Text(null);
        if (kind == 2)
        {
            Text("path=Plan.md");
            form.WriteByte(1);
            Text("wrt_1");
        }

        Assert.Equal(form.ToArray(), AuditChain.Canonical(entry));
        form.Write(new byte[32]);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(form.ToArray())), AuditChain.Hash(entry, AuditChain.Genesis));

        void Number(long value, int bytes)
        {
            var all = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(all, value);
            form.Write(all.AsSpan(8 - bytes));
        }

        void Text(string? text)
        {
            Number(text?.Length ?? -1, 4);
            form.Write(System.Text.Encoding.UTF8.GetBytes(text ?? ""));
        }
    }

    [Fact]
    public void Moving_text_from_one_field_to_the_next_changes_the_canonical_form()
    {
        var entry = TestDatabase.Entry("cus_1");
        AuditEntry[] alike =
        [
            entry with { Actor = "ab", Action = "c" },
            entry with { Actor = "a", Action = "bc" },
            entry with { Actor = "", Action = "abc" },
            entry with { Actor = "ab", Action = "c", Client = null },
            entry with { Actor = "ab", Action = "c", Client = "" },
            entry with { Actor = "ab", Action = "c", Client = null, Platform = entry.Client },
        ];

        Assert.Equal(alike.Length, alike.Select(one => Convert.ToHexString(AuditChain.Canonical(one))).Distinct().Count());
    }

    [Fact]
    public void A_long_entry_hashes_like_a_short_one()
    {
        var entry = TestDatabase.Entry("cus_1") with { Client = new string('ü', 5_000) };

        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData([.. AuditChain.Canonical(entry), .. new byte[32]])),
            AuditChain.Hash(entry, AuditChain.Genesis));
    }
}
