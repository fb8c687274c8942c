using System.Text.Json;
using Squaremcp.Connections;
using Squaremcp.Grains.Limits;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>What connecting an account will come to, or why not; decided before anything is saved.</summary>
internal sealed record ConnectPlan
{
    /// <summary>So that a customer's state stays small enough to cross a grain interface.</summary>
    private const int MostConnections = 200;

    internal ToolFailure? Failure { get; private init; }

    internal ConnectionEntry? Entry { get; private init; }

    /// <summary>The settings in the platform's canonical form.</summary>
    internal string? Settings { get; private init; }

    /// <summary>True where the settings hold what must be sealed.</summary>
    internal bool HasCredentials { get; private init; }

    internal static ConnectPlan Of(CustomerState customer, ConnectRequest request, Secret? settings, Connectors connectors, PlanCatalog plans, string customerId, DateTimeOffset now)
    {
        if (customer.Profile is null)
        {
            return Failed(FailureKind.NotFound, "There is no such customer.", null);
        }

        if (connectors.OfPlatform(request.Platform) is not { } connector)
        {
            return Failed(FailureKind.NotFound, $"There is no such platform. There is {string.Join(", ", connectors.All.Select(one => one.Platform.Name))}.", null);
        }

        if (WrongName(request.Account) is { } wrong)
        {
            return new() { Failure = wrong };
        }

        if (connector is IOAuthConnector != request.IsGranted)
        {
            return Failed(FailureKind.InvalidArgument, $"{connector.Platform.Title} is connected by signing in there: POST /api/v1/connections/{request.Platform}/{request.Account}/authorize gives a link for a person to open.", null);
        }

        if (settings is null)
        {
            return Failed(FailureKind.PlatformUnavailable, "The settings arrived sealed and could not be opened. Nothing was kept; send them again in a moment.", null);
        }

        var reading = ReadSettings(connector, request.IsGranted, settings);
        using var credentials = reading.Credentials;
        if (reading.Error is { } error)
        {
            return Failed(FailureKind.InvalidArgument, error.Message, error.Argument);
        }

        var before = customer.Connection(request.Platform, request.Account);
        if (before is null && customer.Limits(plans).Connections is { } allowed && customer.Connections.Count(entry => !entry.IsHidden) >= allowed)
        {
            return new() { Failure = LimitRules.TooManyConnections(customer, allowed) };
        }

        if (before is null && customer.Connections.Count >= MostConnections)
        {
            return new() { Failure = new() { Kind = FailureKind.Refused, Reason = "too_many_connections", Message = $"There are already {MostConnections} connections. Disconnect one that is not needed." } };
        }

        return new()
        {
            Settings = reading.Canonical,
            HasCredentials = credentials is not null,
            Entry = new()
            {
                Connection = new()
                {
                    Id = before?.Connection.Id ?? Ids.New("con", now),
                    Platform = request.Platform,
                    Account = request.Account,
                    Status = ConnectionStatus.Connected,
                    Label = reading.Label,
                    ConnectedAt = now,
                    Limits = before?.Connection.Limits,
                },
                Claim = reading.Claim is var (kind, value) ? new() { Kind = kind, Value = value, Holder = $"{customerId}/{request.Platform}/{request.Account}" } : null,
            },
        };
    }

    /// <param name="isGranted">What <see cref="ConnectRequest.IsGranted"/> says.</param>
    internal static SettingsReading ReadSettings(IConnector connector, bool isGranted, Secret settings)
    {
        try
        {
            return isGranted ? OAuthGranted.Of(settings).Read() : connector.Read(JsonElement.Parse(settings.Reveal()));
        }
        catch (JsonException)
        {
            return new() { Error = new(ToolErrorKind.InvalidArgument, $"The settings must be a JSON object, for example {connector.Platform.SettingsExample}.") };
        }
    }

    internal static ToolFailure? WrongName(string account) => IsName(account)
        ? null
        : new() { Kind = FailureKind.InvalidArgument, Message = "`account` is your own name for the account: 1 to 32 of a-z, 0-9, _ and -, beginning with a letter or digit, for example default.", Argument = "account" };

    /// <summary>One name stands for one account at the platform, so that no assistant suddenly writes in another's name.</summary>
    /// <param name="before">What is connected under this name, as settings; null where nothing is.</param>
    internal static ToolFailure? OtherAccount(string? before, string now, string account) =>
        before is null || OAuthAccount.Of(JsonElement.Parse(before)) is var was && OAuthAccount.Of(JsonElement.Parse(now)) is var next && was.AccountId == next.AccountId ? null : new()
        {
            Kind = FailureKind.Refused,
            Reason = "other_account",
            Message = $"You signed in there as {next.Name}, and \"{account}\" is connected as {was.Name}. Nothing was changed. Sign in as {was.Name}, disconnect \"{account}\" first, or connect {next.Name} under another account name.",
        };

    private static ConnectPlan Failed(FailureKind kind, string message, string? argument) =>
        new() { Failure = new() { Kind = kind, Message = message, Argument = argument } };

    private static bool IsName(string account) =>
        account.Length is > 0 and <= 32 && account[0] is not ('_' or '-') && account.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-');
}
