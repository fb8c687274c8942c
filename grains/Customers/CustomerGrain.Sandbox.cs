using System.Text;
using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Platforms;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Customers;

/// <summary>A customer of plan sandbox starts with every platform connected; what was cut off, and platforms that come later, are connected at the next activation.</summary>
public sealed partial class CustomerGrain
{
    private const string FirstAccount = "default";

    /// <summary>Quiet where it fails: the customer is there, and the next activation goes on.</summary>
    private async Task FurnishAsync()
    {
        if (State.Profile is not { Plan: Plan.Sandbox } || !sandbox.IsOpen)
        {
            return;
        }

        foreach (var platform in sandbox.Platforms.Where(platform => !State.Furnished.Contains(platform) && connectors.OfPlatform(platform) is not null).ToList())
        {
            try
            {
                await FurnishAsync(platform);
            }
            catch (Exception exception) // the customer's other platforms go on
            {
                FurnishBroke(Id, platform, exception);
            }
        }
    }

    private async Task FurnishAsync(string platform)
    {
        if (State.Connection(platform, FirstAccount) is not { IsHidden: false })
        {
            var given = sandbox.Account(platform, Id);
            using var settings = new Secret(Encoding.UTF8.GetBytes(given.Settings));
            var box = SealedBoxes.Seal(await transport.CurrentAsync(CancellationToken.None), settings.Reveal(), ConnectRequest.About(Id, platform, FirstAccount));
            var made = await Connect(new() { Platform = platform, Account = FirstAccount, Settings = box, IsGranted = given.IsGranted }, TheSystem, CancellationToken.None);
            if (made.Failure is { } failure)
            {
                NotFurnished(Id, platform, failure.Message);
                return;
            }
        }

        await ChangeAsync(current => current with { Furnished = [.. current.Furnished, platform] });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Customer}: {Platform} of the sandbox could not be connected.")]
    private partial void FurnishBroke(string customer, string platform, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Customer}: {Platform} of the sandbox could not be connected: {Why}")]
    private partial void NotFurnished(string customer, string platform, string why);
}
