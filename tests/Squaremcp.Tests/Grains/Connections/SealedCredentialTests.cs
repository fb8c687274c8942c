using Squaremcp.Connections;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Grains.Connections;

public sealed class SealedCredentialTests
{
    private const string WithToken = """{"box":"notes","token":"planted-token-1"}""";

    [Fact]
    public async Task A_credential_goes_into_the_vault_and_to_the_platform_and_nowhere_else()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var connected = await gateway.ConnectWithAsync(WithToken);
        await gateway.CallAsync("stub_read");

        Assert.Equal("planted-token-1", Assert.Single(gateway.Platform.Tokens));
        Assert.Equal("planted-token-1", (await gateway.Vault.OpenAsync(Credentials(connected), 1, default))!.RevealText());
        Assert.DoesNotContain("planted", connected.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("planted", await gateway.Grains.GetGrain<ICredentialGrain>("cus_anna/stub/default").Settings(default), StringComparison.Ordinal);
        Assert.DoesNotContain("planted", string.Join(' ', gateway.Ledger.Items), StringComparison.Ordinal);
        Assert.DoesNotContain("planted", gateway.States.Dump(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_credential_takes_the_place_of_the_old_one()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var connected = await gateway.ConnectWithAsync(WithToken);
        await gateway.CallAsync("stub_read");
        await gateway.ConnectWithAsync("""{"box":"notes","token":"planted-token-2"}""");
        await gateway.CallAsync("stub_read");
        await gateway.RestartAsync();
        await gateway.CallAsync("stub_read");

        Assert.Equal(["planted-token-1", "planted-token-2", "planted-token-2"], gateway.Platform.Tokens);
        Assert.Null(await gateway.Vault.OpenAsync(Credentials(connected), 1, default));
    }

    [Fact]
    public async Task Disconnecting_erases_the_credential()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var connected = await gateway.ConnectWithAsync(WithToken);
        await gateway.DisconnectAsync();

        Assert.Null(await gateway.Vault.NewestAsync(Credentials(connected), default));
    }

    [Fact]
    public async Task Erased_secrets_ask_for_a_new_connection_and_are_audited()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        await gateway.ConnectWithAsync(WithToken);
        await gateway.CallAsync("stub_read");
        Assert.True(await gateway.Customer.EraseSecrets(TestGateway.Operator, default));

        Assert.Equal(FailureKind.NeedsReconnection, (await gateway.CallAsync("stub_read")).Failure!.Kind);
        Assert.Single(gateway.Platform.Calls);
        Assert.Single(gateway.Ledger.Of("secrets.erase"));
        var check = await gateway.Grains.GetGrain<ICredentialGrain>("cus_anna/stub/default").Check(default);
        Assert.Equal((false, "credentials"), (check.Ok, check.Steps[0].Name));
        await gateway.ConnectWithAsync(WithToken);
        Assert.Null((await gateway.CallAsync("stub_read")).Failure);
    }

    [Fact]
    public async Task Settings_sealed_for_another_account_are_not_taken()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var key = await new TransportKeys(gateway.Vault).CurrentAsync(default);
        var box = SealedBoxes.Seal(key, System.Text.Encoding.UTF8.GetBytes(WithToken), ConnectRequest.About("cus_bert", "stub", "default"));

        var refused = await gateway.Customer.Connect(new() { Platform = "stub", Account = "default", Settings = box }, TestGateway.Operator, default);

        Assert.Equal(FailureKind.PlatformUnavailable, refused.Failure!.Kind);
        Assert.Empty(await gateway.ConnectionsAsync());
    }

    private static SecretName Credentials(ConnectOutcome connected) => new(TestGateway.Anna, connected.Connection!.Id, "credentials");
}
