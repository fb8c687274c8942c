using Squaremcp.Storage;

namespace Squaremcp.Tests.Storage;

public class SecretRecordTests : StorageClaims
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(20_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_comes_back_as_it_was_and_its_version_is_taken()
    {
        await using var database = await NewAsync();
        await database.Secrets.AddKeyAsync(Key("kek_1"), Token);
        var secret = Secret("über/ß", 1) with { Sealed = [0, 39, 92, 255, 0], CreatedAt = Start };

        Assert.True(await database.Secrets.AddAsync(secret, Token));
        Assert.False(await database.Secrets.AddAsync(secret with { Sealed = [1] }, Token));

        var found = (await database.Secrets.GetAsync("cus_1", "über/ß", "access", 1, Token))!;
        Assert.Equal(secret.Sealed, found.Sealed);
        Assert.Equal((secret.Nonce, secret.Wrap.KeyId, secret.Wrap.Bytes, secret.CreatedAt), (found.Nonce, found.Wrap.KeyId, found.Wrap.Bytes, found.CreatedAt), (one, other) =>
            one.Nonce.SequenceEqual(other.Nonce) && one.KeyId == other.KeyId && one.Bytes.SequenceEqual(other.Bytes) && one.CreatedAt == other.CreatedAt);
        Assert.Null(await database.Secrets.GetAsync("cus_1", "ÜBER/ß", "access", 1, Token));
        Assert.Null(await database.Secrets.GetAsync("cus_2", "über/ß", "access", 1, Token));
    }

    [Fact]
    public async Task A_key_that_wraps_something_stays_and_one_that_is_gone_wraps_nothing_new()
    {
        await using var database = await NewAsync();
        await database.Secrets.AddKeyAsync(Key("kek_1"), Token);
        await database.Secrets.AddAsync(Secret("a", 1), Token);

        Assert.False(await database.Secrets.EraseKeyAsync("kek_1", Token));
        Assert.Equal(1, await database.Secrets.EraseAsync("cus_1", "a", Token));
        Assert.True(await database.Secrets.EraseKeyAsync("kek_1", Token));
        Assert.False(await database.Secrets.EraseKeyAsync("kek_1", Token));
        Assert.False(await database.Secrets.AddAsync(Secret("a", 2), Token));
    }

    [Fact]
    public async Task Only_one_version_is_kept_and_the_newest_is_told()
    {
        await using var database = await NewAsync();
        await database.Secrets.AddKeyAsync(Key("kek_1"), Token);
        Assert.Null(await database.Secrets.NewestAsync("cus_1", "a", "access", Token));
        foreach (var version in Enumerable.Range(1, 3))
        {
            await database.Secrets.AddAsync(Secret("a", version), Token);
            await database.Secrets.AddAsync(Secret("b", version), Token);
        }

        await database.Secrets.KeepOnlyAsync("cus_1", "a", "access", 2, Token);

        Assert.Equal(2, await database.Secrets.NewestAsync("cus_1", "a", "access", Token));
        Assert.Equal(3, await database.Secrets.NewestAsync("cus_1", "b", "access", Token));
        Assert.Equal(4, await database.Secrets.EraseAsync("cus_1", null, Token));
    }

    [Fact]
    public async Task What_was_changed_since_it_was_read_is_not_wrapped_anew()
    {
        await using var database = await NewAsync();
        await database.Secrets.AddKeyAsync(Key("kek_1"), Token);
        await database.Secrets.AddKeyAsync(Key("kek_2"), Token);
        await database.Secrets.AddAsync(Secret("a", 1), Token);
        await database.Secrets.AddAsync(Secret("b", 1), Token);
        var read = await database.Secrets.WrappedByOthersAsync("kek_2", 10, Token);
        await database.Secrets.RewrapAsync([(read[0], new("kek_2", [9]))], Token);

        Assert.Equal(1, await database.Secrets.RewrapAsync([.. read.Select(secret => (secret, new Wrap("kek_2", [8])))], Token));
        Assert.Equal(new Dictionary<string, long> { ["kek_2"] = 2 }, await database.Secrets.CountByKeyAsync(Token));
        Assert.Empty(await database.Secrets.WrappedByOthersAsync("kek_2", 10, Token));
    }

    [Fact]
    public async Task There_is_one_rotation_the_latest()
    {
        await using var database = await NewAsync();
        Assert.Null(await database.Secrets.RotationAsync(Token));
        await database.Secrets.SaveRotationAsync(new("kek_2", RotationState.Running, 7, Start, null), Token);
        var done = new VaultRotation("kek_2", RotationState.Done, 7, Start, Start.AddMinutes(1));
        await database.Secrets.SaveRotationAsync(done, Token);

        Assert.Equal(done, await database.Secrets.RotationAsync(Token));
        await database.Secrets.AddKeyAsync(Key("kek_2"), Token);
        await database.Secrets.AddKeyAsync(Key("kek_1"), Token);
        Assert.Equal(["kek_1", "kek_2"], (await database.Secrets.KeysAsync(Token)).Select(key => key.Id));
    }

    [Fact]
    public async Task A_recipient_is_known_to_its_connection_alone()
    {
        await using var database = await NewAsync();
        var (anna, bert) = (new string('a', 64), new string('b', 64));
        await database.Recipients.AllowAsync("cus_1", "mail/a", anna, TestDatabase.Entry("cus_1"), Token);
        await database.Recipients.AllowAsync("cus_1", "mail/a", anna, TestDatabase.Entry("cus_1"), Token);

        Assert.Equal([anna], await database.Recipients.KnownAsync("cus_1", "mail/a", [bert, anna], Token));
        Assert.Empty(await database.Recipients.KnownAsync("cus_1", "mail/A", [bert, anna], Token));
        Assert.Empty(await database.Recipients.KnownAsync("cus_2", "mail/a", [], Token));
        Assert.Equal(2, (await database.VerifyAsync("cus_1")).Entries);
    }

    private static VaultKey Key(string id) => new(id, "local", "key file", [1, 2, 3], Start);

    private static SealedSecret Secret(string connection, long version) => new("cus_1", connection, "access", version, new byte[12], [1], new("kek_1", [2]), Start);
}
