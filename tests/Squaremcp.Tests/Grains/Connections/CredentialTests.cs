using Squaremcp.Connections;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Connections;

public sealed class CredentialTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_tells_each_step()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var check = await Credential(gateway).Check(Token);

        Assert.True(check.Ok);
        Assert.Equal(("box", "notes"), (check.Steps.Single().Name, check.Steps.Single().Detail));
    }

    [Fact]
    public async Task A_check_of_what_is_not_connected_says_so()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var check = await Credential(gateway).Check(Token);

        Assert.False(check.Ok);
        Assert.Equal("connected", check.Steps.Single().Name);
    }

    [Fact]
    public async Task A_call_uses_the_settings_as_they_are_now()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("one");
        await gateway.CallAsync("stub_read");
        await gateway.ConnectAsync("two");
        await gateway.CallAsync("stub_read");

        Assert.Equal(["stub_read one hello", "stub_read two hello"], gateway.Platform.Calls);
    }

    [Fact]
    public async Task After_disconnecting_nothing_is_invoked()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.DisconnectAsync();
        var outcome = await Credential(gateway).Invoke(new() { Tool = "stub_read", Arguments = """{"text":"a"}""", CallId = "call_1" }, Token);

        Assert.Equal(FailureKind.NeedsConnection, outcome.Failure!.Kind);
        Assert.Empty(gateway.Platform.Calls);
    }

    private static ICredentialGrain Credential(TestGateway gateway) => gateway.Grains.GetGrain<ICredentialGrain>($"{TestGateway.Anna}/stub/default");
}
