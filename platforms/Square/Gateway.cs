using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Square;

/// <summary>What the gateway's own tools do; the customer's grain answers.</summary>
public interface IGateway
{
    Task<ConnectionList> ListConnectionsAsync(CancellationToken cancellationToken);

    Task<HowToConnect> HowToConnectAsync(ConnectPlatform input, CancellationToken cancellationToken);

    Task<UsageAnswer> UsageAsync(GetUsage input, CancellationToken cancellationToken);

    Task<RecentCalls> RecentCallsAsync(ListRecentCalls input, ToolContext context, CancellationToken cancellationToken);

    Task<WriteFound> WriteAsync(GetWrite input, CancellationToken cancellationToken);

    Task<PublishFound> PublishAsync(GetPublish input, CancellationToken cancellationToken);

    /// <summary>The customer's mailboxes, whatever they are reached by.</summary>
    IReadOnlyList<Mailbox> Mailboxes { get; }

    /// <summary>A call of the mailbox's own search as the same caller could make it: admitted, counted and recorded like any.</summary>
    /// <param name="arguments">As JSON text.</param>
    Task<MailboxAnswer> SearchAsync(Mailbox mailbox, string arguments, CancellationToken cancellationToken);
}

/// <summary>The gateway's own tools. They touch no platform themselves; what <see cref="EmailSearch"/> asks for is done by the platforms' tools.</summary>
public static class GatewayTools
{
    public static IReadOnlyList<Tool<IGateway>> All { get; } =
    [
        ToolFactory.Read<IGateway, NothingAsked, ConnectionList>(
            "square_list_connections",
            "List connections",
            "List the accounts connected to this gateway (platform, account name, state) and the platforms that can still be connected. Start here to learn what you can use.",
            GatewayText.Json.NothingAsked, GatewayText.Json.ConnectionList, (gateway, _, _, ct) => gateway.ListConnectionsAsync(ct)) with { OpenWorld = false },
        ToolFactory.Read<IGateway, ConnectPlatform, HowToConnect>(
            "square_connect_platform",
            "How to connect a platform",
            "Tell how a person connects one platform to this gateway, or connects it again. Where the platform is connected by signing in there, this makes a link for the person to open, good for ten minutes; otherwise it tells what is needed and the exact request. Nothing is connected by the call itself; show the answer to the person you work for.",
            GatewayText.Json.ConnectPlatform, GatewayText.Json.HowToConnect, (gateway, input, _, ct) => gateway.HowToConnectAsync(input, ct)) with { OpenWorld = false, Idempotent = false },
        ToolFactory.Read<IGateway, GetUsage, UsageAnswer>(
            "square_get_usage",
            "Get usage",
            "Count the calls that reached a platform in a span of days, in all and for each tool, and tell the limits and how much of them is used. Calls that were refused, and the gateway's own tools, are not counted; see square_list_recent_calls for those.",
            GatewayText.Json.GetUsage, GatewayText.Json.UsageAnswer, (gateway, input, _, ct) => gateway.UsageAsync(input, ct)) with { OpenWorld = false },
        ToolFactory.Read<IGateway, ListRecentCalls, RecentCalls>(
            "square_list_recent_calls",
            "List recent calls",
            "List the latest tool calls made for this customer, newest first, by any client: when, which tool, how it ended. Refused calls are included. Use it to see whether something was already done.",
            GatewayText.Json.ListRecentCalls, GatewayText.Json.RecentCalls, (gateway, input, context, ct) => gateway.RecentCallsAsync(input, context, ct)) with { OpenWorld = false },
        ToolFactory.Read<IGateway, GetWrite, WriteFound>(
            "square_get_write",
            "Find out about a change",
            "Tell what became of one change made through this gateway: done, failed (nothing was changed), sent (still running) or unknown. Name it by the id that an answer or square_list_recent_calls gave, or by its idempotency_key. Ask this before you repeat a change whose outcome you do not know.",
            GatewayText.Json.GetWrite, GatewayText.Json.WriteFound, (gateway, input, _, ct) => gateway.WriteAsync(input, ct)) with { OpenWorld = false },
        PublishStatus.Tool,
        EmailSearch.Tool,
    ];
}

public sealed record NothingAsked;

public sealed record ConnectionList(
    [property: Description("The connected accounts.")] IReadOnlyList<ConnectedAccount> Connections,
    [property: Description("Platforms with no account yet; square_connect_platform tells how to connect one.")] IReadOnlyList<string> NotConnected);

public sealed record ConnectedAccount(
    [property: Description("The platform, which also begins its tools' names.")] string Platform,
    [property: Description("The name of the account among this platform's accounts.")] string Account,
    [property: Description("connected, connecting or broken.")] string Status,
    [property: Description("What a person knows it by, such as the vault's folder.")] string? Label,
    [property: Description("Since when, UTC.")] DateTimeOffset ConnectedAt,
    [property: Description("Why it is broken and what a person has to do; absent while it works.")] string? Reason = null,
    [property: Description("The latest trouble with it, over by now or not.")] string? LastError = null,
    [property: Description("When that was, UTC.")] DateTimeOffset? LastErrorAt = null,
    [property: Description("When it was last seen to work, UTC; absent where it has not been used lately.")] DateTimeOffset? WorkedAt = null);

public sealed record ConnectPlatform(
    [property: Description("The platform to connect."), StringLength(32, MinimumLength = 1), Example("obsidian")] string Platform,
    [property: Description("A name for the account among this platform's accounts, such as work; default when left out. Name one that is connected to connect it again."), StringLength(32, MinimumLength = 1), Example("work")] string? Account = null);

public sealed record HowToConnect(
    [property: Description("The platform.")] string Platform,
    [property: Description("The account's name.")] string Account,
    [property: Description("What it is and what is needed, for a person.")] string Instructions,
    [property: Description("What the body of that request holds.")] IReadOnlyList<ConnectField> Fields,
    [property: Description("HTTP method and address of the request that connects it, or makes another link.")] string Request,
    [property: Description("A body for that request, to be filled in; absent where it has none.")] string? Example,
    [property: Description("The operator's command that does the same.")] string Command)
{
    [Description("The address for the person to open in a browser; absent where the platform is connected by settings.")]
    public string? Url { get; init; }

    [Description("Until when that address works, UTC.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Description("What the person will be asked to allow.")]
    public IReadOnlyList<string>? Scopes { get; init; }
}

public sealed record ConnectField(
    [property: Description("Name of the field.")] string Name,
    [property: Description("What it is.")] string Meaning,
    [property: Description("True where it must be given.")] bool Required);

public sealed record GetUsage(
    [property: Description("First day, UTC, as YYYY-MM-DD; the first of this month when left out."), StringLength(10, MinimumLength = 10), Example("2026-11-01")] string? From = null,
    [property: Description("Last day, UTC, as YYYY-MM-DD; today when left out."), StringLength(10, MinimumLength = 10), Example("2026-11-30")] string? To = null);

public sealed record UsageAnswer(
    [property: Description("First day, UTC.")] string From,
    [property: Description("Last day, UTC.")] string To,
    [property: Description("Calls that reached a platform.")] long Calls,
    [property: Description("The same for each tool that was called.")] IReadOnlyList<UsageOfTool> Tools,
    [property: Description("The limits that run now and how much of each is used.")] IReadOnlyList<UseOfLimit> Limits);

public sealed record UseOfLimit(
    [property: Description("calls_per_month, calls_per_minute, daily_sends or connections.")] string Limit,
    [property: Description("The key or account it is for; absent for all together.")] string? Of,
    [property: Description("How much is allowed.")] long Allowed,
    [property: Description("How much is used.")] long Used,
    [property: Description("When it begins anew, UTC; absent where it does not.")] DateTimeOffset? ResetsAt,
    [property: Description("True when four fifths or more are used: slow down.")] bool Warning);

public sealed record UsageOfTool(
    [property: Description("The tool.")] string Tool,
    [property: Description("Calls.")] long Calls,
    [property: Description("Calls among them that ended in an error.")] long Failed);

public sealed record ListRecentCalls(
    [property: Description("Most calls in one answer, 1 to 100; 20 when left out."), Range(1, 100)] int Limit = 20,
    [property: Description("The next_cursor of the last answer, to get older calls."), StringLength(4096)] string? Cursor = null);

public sealed record RecentCalls(
    [property: Description("The calls, newest first.")] IReadOnlyList<RecentCall> Calls,
    [property: Description("Pass it as cursor to get older calls; absent where there are none.")] string? NextCursor);

public sealed record RecentCall(
    [property: Description("When it was answered, UTC.")] DateTimeOffset At,
    [property: Description("The tool.")] string Tool,
    [property: Description("ok, or the kind of failure.")] string Outcome,
    [property: Description("The account it was for; absent where none was reached.")] string? Account,
    [property: Description("What the calling program calls itself.")] string? Client,
    [property: Description("How long it took, in milliseconds.")] int DurationMs,
    [property: Description("Names the call in logs and the audit trail.")] string CallId,
    [property: Description("For a change: its id, for square_get_write.")] string? WriteId = null);

public sealed record GetWrite(
    [property: Description("The change's id."), StringLength(64, MinimumLength = 1), Example("wrt_01jc2m9v0h6c1w8s3f5k7q9x2z")] string? Id = null,
    [property: Description("Instead of the id: the idempotency key the change was made with; the latest one is told."), StringLength(WriteControls.LongestKey, MinimumLength = 1), Example("meeting-notes-2026-11-21")] string? IdempotencyKey = null);

public sealed record WriteFound(
    [property: Description("The change's id.")] string Id,
    [property: Description("The tool.")] string Tool,
    [property: Description("done, failed (nothing was changed), sent (still running) or unknown (look at the platform yourself).")] string Status,
    [property: Description("When it was sent, UTC.")] DateTimeOffset At,
    [property: Description("When it ended, UTC; absent while it has not.")] DateTimeOffset? EndedAt,
    [property: Description("The account it was for.")] string? Account,
    [property: Description("What it was asked to do, in few words.")] string? Summary,
    [property: Description("The idempotency key it was made with.")] string? IdempotencyKey,
    [property: Description("When a person said of an unknown one whether it was done, UTC.")] DateTimeOffset? ResolvedAt,
    [property: Description("What to do now.")] string Advice);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NothingAsked))]
[JsonSerializable(typeof(ConnectionList))]
[JsonSerializable(typeof(ConnectPlatform))]
[JsonSerializable(typeof(HowToConnect))]
[JsonSerializable(typeof(GetUsage))]
[JsonSerializable(typeof(UsageAnswer))]
[JsonSerializable(typeof(ListRecentCalls))]
[JsonSerializable(typeof(RecentCalls))]
[JsonSerializable(typeof(GetWrite))]
[JsonSerializable(typeof(WriteFound))]
[JsonSerializable(typeof(GetPublish))]
[JsonSerializable(typeof(PublishFound))]
[JsonSerializable(typeof(SearchMail))]
[JsonSerializable(typeof(MailFound))]
internal sealed partial class GatewayJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class GatewayText
{
    internal static GatewayJson Json { get; } = new(ReadableJson.Of(GatewayJson.Default));
}
