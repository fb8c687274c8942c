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
    public async Task Connected_again_with_another_credential_the_old_one_is_never_used()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        await gateway.ConnectWithAsync(WithToken);
        await gateway.CallAsync("stub_read");
        await gateway.DisconnectAsync();
        await gateway.ConnectWithAsync("""{"box":"notes","token":"planted-token-2"}""");
        await gateway.CallAsync("stub_read");

        Assert.Equal(["planted-token-1", "planted-token-2"], gateway.Platform.Tokens);
    }

    [Fact]
    public async Task A_credential_taken_away_and_given_anew_is_the_new_one()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        await gateway.ConnectWithAsync(WithToken);
        await gateway.CallAsync("stub_read");
        await gateway.ConnectWithAsync("""{"box":"notes"}""");
        await gateway.CallAsync("stub_read");
        await gateway.ConnectWithAsync("""{"box":"notes","token":"planted-token-2"}""");
        await gateway.CallAsync("stub_read");

        Assert.Equal(["planted-token-1", "", "planted-token-2"], gateway.Platform.Tokens);
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
        Assert.Equal(ConnectionStatus.Broken, await StatusAsync(gateway));
        Assert.Single(gateway.Ledger.Items, item => item.Usage is not null);
        await gateway.ConnectWithAsync(WithToken);
        Assert.Null((await gateway.CallAsync("stub_read")).Failure);
        Assert.Equal(ConnectionStatus.Connected, await StatusAsync(gateway));
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

    [Fact]
    public async Task Erased_secrets_leave_a_connection_without_credentials_as_it_is()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.Customer.EraseSecrets(TestGateway.Operator, default);

        Assert.Equal(ConnectionStatus.Connected, await StatusAsync(gateway));
        Assert.Null((await gateway.CallAsync("stub_read")).Failure);
    }

    [Theory]
    [InlineData(true, FailureKind.NeedsReconnection)]
    [InlineData(false, FailureKind.PlatformUnavailable)]
    public async Task A_credential_that_does_not_open_sends_nothing_and_says_whether_to_wait_or_to_connect_again(bool isLost, FailureKind kind)
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        await gateway.ConnectWithAsync(WithToken);
        gateway.Vault.Trouble = name => name.Kind == "credentials" ? new VaultException("The key management service does not answer.") { IsLost = isLost } : null;
        var read = await gateway.CallAsync("stub_read");
        var write = await gateway.CallAsync("stub_write");
        gateway.Vault.Trouble = null;

        Assert.Equal((kind, kind), (read.Failure!.Kind, write.Failure!.Kind));
        Assert.Empty(gateway.Platform.Calls);
        Assert.All(gateway.Ledger.Items, item => Assert.Null(item.Usage));
        Assert.Null((await gateway.CallAsync("stub_write")).Failure);
    }

    [Fact]
    public async Task A_new_credential_that_cannot_be_sealed_is_told_and_the_old_one_stays()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        await gateway.ConnectWithAsync(WithToken);
        gateway.Vault.Trouble = name => name.Kind == "credentials" ? new VaultException("The disk is full.") : null;
        var changed = await gateway.ConnectWithAsync("""{"box":"notes","token":"planted-token-2"}""");
        gateway.Vault.Trouble = null;
        await gateway.CallAsync("stub_read");

        Assert.Equal(FailureKind.PlatformUnavailable, changed.Failure!.Kind);
        Assert.Equal(["planted-token-1"], gateway.Platform.Tokens);
    }

    [Fact]
    public async Task Settings_that_cannot_be_opened_now_are_told_so()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var key = await new TransportKeys(gateway.Vault).CurrentAsync(default);
        gateway.Vault.Trouble = _ => new VaultException("The key management service does not answer.");
        var box = SealedBoxes.Seal(key, System.Text.Encoding.UTF8.GetBytes(WithToken), ConnectRequest.About(TestGateway.Anna, "stub", "default"));
        var refused = await gateway.Customer.Connect(new() { Platform = "stub", Account = "default", Settings = box }, TestGateway.Operator, default);

        Assert.Equal(FailureKind.PlatformUnavailable, refused.Failure!.Kind);
        Assert.Empty(await gateway.ConnectionsAsync());
    }

    /// <summary>The process ends before the nth write of grain state, for every n.</summary>
    [Theory]
    [InlineData("connect", 0)]
    [InlineData("connect", 1)]
    [InlineData("connect", 2)]
    [InlineData("connect", 3)]
    [InlineData("connect", 4)]
    [InlineData("change", 0)]
    [InlineData("change", 1)]
    [InlineData("change", 2)]
    [InlineData("change", 3)]
    public async Task A_crash_at_any_write_leaves_one_credential_that_opens_or_none_at_all(string what, int writes)
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        if (what == "change")
        {
            await gateway.ConnectWithAsync(WithToken);
        }

        gateway.States.DieAfter(writes);
        ConnectOutcome? told = null;
        await Record.ExceptionAsync(async () => told = await gateway.ConnectWithAsync("""{"box":"notes","token":"planted-token-2"}"""));
        gateway.States.Live();
        await gateway.RestartAsync();
        var outcome = await gateway.CallAsync("stub_read");

        var connection = (await gateway.Customer.Describe(default))!.Connections.SingleOrDefault();
        var expected = connection is null ? [] : new[] { new SecretName(TestGateway.Anna, connection.Id, "credentials") };
        Assert.Equal(expected, gateway.Vault.Names(TestGateway.Anna));
        Assert.All(expected, name => Assert.Single(gateway.Vault.Versions(name)));
        Assert.Equal(connection is null ? FailureKind.NeedsConnection : null, outcome.Failure?.Kind);
        if (told?.Connection is not null)
        {
            Assert.Equal("planted-token-2", gateway.Platform.Tokens.Last());
        }
    }

    private static async Task<ConnectionStatus> StatusAsync(TestGateway gateway) => Assert.Single((await gateway.Customer.Describe(default))!.Connections).Status;

    private static SecretName Credentials(ConnectOutcome connected) => new(TestGateway.Anna, connected.Connection!.Id, "credentials");
}
