using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Grains.Customers;
using Squaremcp.Platforms;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Connections;

/// <summary>Trying settings before they are connected.</summary>
public sealed partial class CredentialGrain
{
    public async Task<ConnectionCheck> Try(SealedBox settings, CancellationToken cancellationToken)
    {
        if (connectors.OfPlatform(Key[1]) is not { } connector)
        {
            return NotTried("There is no such platform.");
        }

        using var plain = await transport.OpenAsync(settings, ConnectRequest.About(Key[0], Key[1], Key[2]), cancellationToken);
        if (plain is null)
        {
            return NotTried("The settings arrived sealed and could not be opened. Send them again in a moment.");
        }

        var reading = ConnectPlan.ReadSettings(connector, isGranted: false, plain);
        using var credentials = reading.Credentials;
        if (reading.Error is { } error)
        {
            return NotTried(error.Message);
        }

        var isSandbox = (await GrainFactory.GetGrain<ICustomerGrain>(Key[0]).Describe(cancellationToken))?.Plan == Plan.Sandbox;
        if (isSandbox && !setup.HasSandbox)
        {
            return NotTried(NoSandbox.Message);
        }

        using var deadline = new CancellationTokenSource(Deadlines.Platform, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var account = new PlatformAccount(System.Text.Json.JsonElement.Parse(reading.Canonical!), credentials) { Hosts = setup.Hosts(Key[1], isSandbox) };
        var steps = await connector.CheckAsync(account, either.Token);
        return new() { Ok = steps.All(step => step.Ok), Steps = [.. steps.Select(step => new CheckStep { Name = step.Name, Ok = step.Ok, Detail = step.Detail })] };

        static ConnectionCheck NotTried(string detail) => new() { Ok = false, Steps = [new() { Name = "settings", Ok = false, Detail = detail }] };
    }
}
