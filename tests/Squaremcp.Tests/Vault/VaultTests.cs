using System.Text;
using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Vault;

public sealed class VaultTests
{
    private static readonly SecretName Token = new("cus_anna", "con_1", "credentials");

    [Fact]
    public async Task A_secret_comes_back_after_a_restart_and_is_nowhere_in_the_folder()
    {
        const string Planted = "planted-secret-7f3a91c2";
        var folder = TestVault.NewFolder();
        await using (var vault = await TestVault.OpenAsync(folder))
        {
            Assert.Equal(1, await vault.PutAsync(Token, Planted));
        }

        await using (var vault = await TestVault.OpenAsync(folder, ownsFolder: true))
        {
            Assert.Equal(Planted, await vault.OpenAsync(Token));
            Assert.All(Directory.GetFiles(folder), file => Assert.True(ReadShared(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Planted)) < 0, file));
        }
    }

    [Fact]
    public async Task Versions_stay_until_only_one_is_kept()
    {
        await using var vault = await TestVault.NewAsync();
        await vault.PutAsync(Token, "one");
        Assert.Equal(2, await vault.PutAsync(Token, "two"));
        Assert.Equal(("one", "two", 2L), (await vault.OpenAsync(Token), await vault.OpenAsync(Token, 2), await vault.Vault.NewestAsync(Token, default)));
        await vault.Vault.KeepOnlyAsync(Token, 2, default);

        Assert.Equal((null, "two"), (await vault.OpenAsync(Token), await vault.OpenAsync(Token, 2)));
        Assert.Equal(3, await vault.PutAsync(Token, "three"));
    }

    [Fact]
    public async Task Many_at_once_each_get_a_version_of_their_own()
    {
        await using var vault = await TestVault.NewAsync();
        var versions = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(() => vault.PutAsync(Token, $"{n}"))));

        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), versions.Order());
        Assert.Equal(20, (await Task.WhenAll(versions.Select(version => vault.OpenAsync(Token, version)))).Distinct().Count());
    }

    [Fact]
    public async Task Whoever_asks_for_a_key_at_the_same_time_gets_the_same_one()
    {
        await using var vault = await TestVault.NewAsync();
        var keys = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => Convert.ToHexString((await vault.Vault.KeyAsync(Token, default)).Reveal()))));

        Assert.Equal(64, Assert.Single(keys.Distinct()).Length);
    }

    [Theory]
    [InlineData("UPDATE secrets SET customer = 'cus_bert' WHERE kind = 'credentials'", "cus_bert", "con_1", "credentials", 1)]
    [InlineData("UPDATE secrets SET connection = 'con_2' WHERE kind = 'credentials'", "cus_anna", "con_2", "credentials", 1)]
    [InlineData("UPDATE secrets SET kind = 'other' WHERE kind = 'credentials'", "cus_anna", "con_1", "other", 1)]
    [InlineData("UPDATE secrets SET version = 9 WHERE kind = 'credentials'", "cus_anna", "con_1", "credentials", 9)]
    [InlineData("UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE kind = 'swap') WHERE kind = 'credentials'", "cus_anna", "con_1", "credentials", 1)]
    [InlineData("UPDATE secrets SET wrapped = (SELECT wrapped FROM secrets WHERE kind = 'swap') WHERE kind = 'credentials'", "cus_anna", "con_1", "credentials", 1)]
    [InlineData("UPDATE secrets SET nonce = zeroblob(12) WHERE kind = 'credentials'", "cus_anna", "con_1", "credentials", 1)]
    [InlineData("UPDATE secrets SET sealed = zeroblob(3) WHERE kind = 'credentials'", "cus_anna", "con_1", "credentials", 1)]
    public async Task A_record_moved_or_changed_does_not_open(string sql, string customer, string connection, string kind, long version)
    {
        await using var vault = await TestVault.NewAsync();
        await vault.PutAsync(Token, "mine");
        await vault.PutAsync(Token with { Kind = "swap" }, "another");
        vault.Tamper(sql);

        var broken = await Assert.ThrowsAsync<VaultException>(() => vault.OpenAsync(new(customer, connection, kind), version));
        Assert.DoesNotContain("mine", broken.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_file_stops_the_start_and_says_which()
    {
        var folder = TestVault.NewFolder();
        await using (var vault = await TestVault.OpenAsync(folder))
        {
            await vault.PutAsync(Token, "x");
        }

        var right = await File.ReadAllTextAsync(Path.Combine(folder, "vault.key"), TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(folder, "vault.key"));
        var missing = await Assert.ThrowsAsync<VaultException>(() => TestVault.OpenAsync(folder));
        Assert.Contains("vault.key is missing", missing.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "vault.key")));

        await File.WriteAllTextAsync(Path.Combine(folder, "vault.key"), new string('A', 43), TestContext.Current.CancellationToken);
        Assert.Contains("has the fingerprint", (await Assert.ThrowsAsync<VaultException>(() => TestVault.OpenAsync(folder))).Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(folder, "vault.key"), "nonsense", TestContext.Current.CancellationToken);
        Assert.Contains("is no key of this program's", (await Assert.ThrowsAsync<VaultException>(() => TestVault.OpenAsync(folder))).Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(folder, "vault.key"), right, TestContext.Current.CancellationToken);
        await using var again = await TestVault.OpenAsync(folder, ownsFolder: true);
        Assert.Equal("x", await again.OpenAsync(Token));
    }

    [Fact]
    public async Task Only_its_owner_may_read_the_key_file()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other rights.");
            return;
        }

        await using var vault = await TestVault.NewAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(vault.KeyFile));
    }

    [Fact]
    public async Task What_is_erased_leaves_no_data_key_in_the_file()
    {
        var folder = TestVault.NewFolder();
        byte[] wrapped;
        byte[] kept;
        await using (var vault = await TestVault.OpenAsync(folder))
        {
            await vault.PutAsync(Token, "x");
            await vault.PutAsync(Token with { Customer = "cus_bert" }, "y");
            wrapped = (await vault.Records.GetAsync(Token.Customer, Token.Connection, Token.Kind, 1, default))!.Wrap.Bytes;
            kept = (await vault.Records.GetAsync("cus_bert", Token.Connection, Token.Kind, 1, default))!.Wrap.Bytes;
            await vault.Vault.EraseAsync("cus_anna", default);
            Assert.Null(await vault.OpenAsync(Token));
        }

        Assert.True(Contains(folder, kept));
        Assert.False(Contains(folder, wrapped));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_secret_prints_stars_and_refuses_to_be_serialized()
    {
        using var secret = Secret.OfText("hidden");

        Assert.Equal("***", $"{secret}");
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(secret));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(new { secret }));
        secret.Dispose();
        Assert.Equal(new byte[6], secret.Reveal().ToArray());
    }

    [Fact]
    public async Task A_sealed_box_opens_for_its_key_and_purpose_alone()
    {
        await using var vault = await TestVault.NewAsync();
        await using var other = await TestVault.NewAsync();
        var key = await vault.Transport.CurrentAsync(default);
        var box = SealedBoxes.Seal(key, "api key"u8, "cus_anna/obsidian/default");

        Assert.Equal("api key", (await vault.Transport.OpenAsync(box, "cus_anna/obsidian/default", default))!.RevealText());
        Assert.Null(await vault.Transport.OpenAsync(box, "cus_bert/obsidian/default", default));
        await other.Transport.CurrentAsync(default);
        Assert.Null(await other.Transport.OpenAsync(box, "cus_anna/obsidian/default", default));
        Assert.Null(await vault.Transport.OpenAsync(box with { KeyId = "7" }, "cus_anna/obsidian/default", default));
        Assert.Null(await vault.Transport.OpenAsync(box with { Data = "AAAA" }, "cus_anna/obsidian/default", default));
        Assert.Null(await vault.Transport.OpenAsync(box with { Data = "not base64" }, "cus_anna/obsidian/default", default));
        Assert.Equal("***", box.ToString());
        Assert.Equal(key, await vault.Transport.CurrentAsync(default));
    }

    private static bool Contains(string folder, byte[] bytes) => Directory.GetFiles(folder).Any(file => ReadShared(file).AsSpan().IndexOf(bytes) >= 0);

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
