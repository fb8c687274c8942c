using Squaremcp.Storage;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Vault;

public sealed class RotationTests
{
    private const int Many = 2_000;

    [Fact]
    public async Task Two_thousand_secrets_move_while_calls_go_on_and_none_of_them_fails()
    {
        await using var vault = await FilledAsync(TestVault.NewFolder(), ownsFolder: true);
        var before = Assert.Single(await vault.Records.KeysAsync(default));
        await vault.RunAsync();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 8).Select(reader => Task.Run(async () =>
        {
            var opened = 0;
            for (var n = reader; !stop.IsCancellationRequested; n = (n + 7) % Many)
            {
                Assert.Equal($"secret {n}", await vault.OpenAsync(Name(n)));
                opened++;
            }

            return opened;
        })).ToList();
        var writer = Task.Run(async () =>
        {
            var put = 0;
            for (; !stop.IsCancellationRequested; put++)
            {
                await vault.PutAsync(new("cus_new", $"con_{put}", "credentials"), $"new {put}");
            }

            return put;
        });

        await vault.Rotations.StartAsync(resume: false, default);
        var done = await vault.UntilAsync(RotationState.Done);
        await stop.CancelAsync();

        Assert.All(await Task.WhenAll(readers), opened => Assert.True(opened > 0));
        var put = await writer;
        Assert.Equal(0, done.Left);
        Assert.InRange(done.Rotation!.Total, Many, Many + 1_000);
        Assert.NotEqual(before.Id, Assert.Single(await vault.Records.KeysAsync(default)).Id);
        for (var n = 0; n < Many; n += 97)
        {
            Assert.Equal($"secret {n}", await vault.OpenAsync(Name(n)));
        }

        Assert.Equal("new 0", put > 0 ? await vault.OpenAsync(new("cus_new", "con_0", "credentials")) : "new 0");
        await vault.StopAsync();
    }

    [Fact]
    public async Task Cut_off_half_way_it_goes_on_at_the_next_start()
    {
        var folder = TestVault.NewFolder();
        await using (var vault = await FilledAsync(folder, ownsFolder: false))
        {
            await vault.RunAsync();
            await vault.Rotations.StartAsync(resume: false, default);
            while (await vault.Rotations.ProgressAsync(default) is { Left: 0 or Many, Rotation.State: RotationState.Running })
            {
                await Task.Yield();
            }

            // No goodbye: the service is dropped between two batches, as a kill would.
            await vault.StopAsync();
        }

        await using (var vault = await TestVault.OpenAsync(folder, ownsFolder: true))
        {
            var left = (await vault.Rotations.ProgressAsync(default)).Left;
            Assert.InRange(left, 1, Many - 1);
            await vault.RunAsync();
            await vault.UntilAsync(RotationState.Done);
            Assert.Single(await vault.Records.KeysAsync(default));
            Assert.Equal("secret 1999", await vault.OpenAsync(Name(1_999)));
            await vault.StopAsync();
        }
    }

    [Fact]
    public async Task A_paused_rotation_rests_until_it_is_resumed()
    {
        await using var vault = await FilledAsync(TestVault.NewFolder(), ownsFolder: true);
        await vault.Rotations.StartAsync(resume: false, default);
        await vault.Rotations.PauseAsync(default);
        await vault.RunAsync();

        Assert.Equal((RotationState.Paused, Many), ((await vault.Rotations.ProgressAsync(default)).Rotation!.State, (int)(await vault.Rotations.ProgressAsync(default)).Left));
        Assert.Equal(2, (await vault.Records.KeysAsync(default)).Count);
        Assert.Equal("secret 3", await vault.OpenAsync(Name(3)));
        var key = (await vault.Rotations.ProgressAsync(default)).Rotation!.KeyId;
        await vault.Rotations.StartAsync(resume: true, default);
        var done = await vault.UntilAsync(RotationState.Done);
        Assert.Equal(key, done.Rotation!.KeyId);
        await vault.StopAsync();
    }

    [Fact]
    public async Task Resume_begins_nothing()
    {
        await using var vault = await TestVault.NewAsync();

        Assert.Null((await vault.Rotations.StartAsync(resume: true, default)).Rotation);
        Assert.Single(await vault.Records.KeysAsync(default));
    }

    [Fact]
    public async Task A_rotation_moves_to_the_provider_that_is_configured_now()
    {
        var folder = TestVault.NewFolder();
        var other = new OtherWrapper();
        await using (var vault = await TestVault.OpenAsync(folder))
        {
            await vault.PutAsync(Name(1), "secret 1");
        }

        await using (var vault = await TestVault.OpenAsync(folder, provider: "other", another: other))
        {
            await vault.RunAsync();
            await vault.Rotations.StartAsync(resume: false, default);
            await vault.UntilAsync(RotationState.Done);
            await vault.StopAsync();
        }

        File.Delete(Path.Combine(folder, "vault.key"));
        var refused = await Assert.ThrowsAsync<VaultException>(() => TestVault.OpenAsync(folder));
        Assert.Contains("wrapped by other, which is not configured", refused.Message, StringComparison.Ordinal);
        await using (var vault = await TestVault.OpenAsync(folder, ownsFolder: true, provider: "other", another: other))
        {
            Assert.Equal("secret 1", await vault.OpenAsync(Name(1)));
        }
    }

    private static async Task<TestVault> FilledAsync(string folder, bool ownsFolder)
    {
        var vault = await TestVault.OpenAsync(folder, ownsFolder);
        await Task.WhenAll(Enumerable.Range(0, Many).Select(n => Task.Run(() => vault.PutAsync(Name(n), $"secret {n}"))));
        return vault;
    }

    private static SecretName Name(int n) => new($"cus_{n % 50}", $"con_{n}", "credentials");

    private sealed class OtherWrapper : IKeyWrapper
    {
        public string Provider => "other";

        public Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string keyId, CancellationToken cancellationToken) => Task.FromResult(new WrappedKey("other/1", [.. key.ToArray().Reverse()]));

        public Task<byte[]> UnwrapAsync(WrappedKey wrapped, string keyId, CancellationToken cancellationToken) => Task.FromResult(wrapped.Bytes.Reverse().ToArray());
    }
}
