using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Ledger;
using Squaremcp.Limits;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Policies;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Api;

// What the REST routes take and give, in snake_case.

internal sealed record CreateCustomer(
    [property: Description("Where the customer is reached.")] string Email,
    [property: Description("What the customer is called, 1 to 100 characters.")] string Name,
    [property: Description("free, starter, pro, enterprise or sandbox.")] string Plan = "free");

internal sealed record CreateKey(
    [property: Description("What the key is for, 1 to 100 characters.")] string Name,
    [property: Description("full (the default), read_only, or tools together with a list of tools.")] string? Rights = null,
    [property: Description("The tools a key with rights tools may use.")] IReadOnlyList<string>? Tools = null,
    [property: Description("Calls in a UTC month that this key may make; no limit of its own when left out.")] long? CallsPerMonth = null,
    [property: Description("The same in a minute.")] long? CallsPerMinute = null);

internal sealed record CustomerBody(
    string Id, string Email, string Name, Plan Plan, string Role, DateTimeOffset CreatedAt, [property: Description("Why and since when the operator has stopped the customer; absent while it may act.")] SuspensionBody? Suspended)
{
    internal static CustomerBody Of(CustomerView customer) => new(customer.Id, customer.Email, customer.Name, customer.Plan, "customer", customer.CreatedAt, SuspensionBody.Of(customer.Suspension));
}

internal sealed record KeyBody(
    string Id,
    string Name,
    [property: Description("The last four characters.")] string Hint,
    Rights Rights,
    IReadOnlyList<string> Tools,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    long? CallsPerMonth,
    long? CallsPerMinute,
    [property: Description("The key itself; only in the answer that made it.")] string? Key = null)
{
    internal static KeyBody Of(KeyView key, DateTimeOffset? lastUsed = null, string? secret = null) =>
        new(key.Id, key.Name, key.Hint, key.Rights, key.Tools, key.CreatedAt, key.RevokedAt, lastUsed, key.Limits?.CallsPerMonth, key.Limits?.CallsPerMinute, secret);
}

internal sealed record KeysBody(IReadOnlyList<KeyBody> Keys);

internal sealed record ConnectionBody(
    string Id,
    string Platform,
    string Account,
    ConnectionStatus Status,
    string? Label,
    DateTimeOffset ConnectedAt,
    ConnectionLimits? Limits,
    [property: Description("How it was last seen, by a call, a check or a renewal of its access.")] ConnectionHealth? Health)
{
    internal static ConnectionBody Of(ConnectionView connection) =>
        new(connection.Id, connection.Platform, connection.Account, connection.Status, connection.Label, connection.ConnectedAt, connection.Limits is { } limits ? new(limits.CallsPerMinute, limits.DailySends) : null, connection.Health);
}

internal sealed record ConnectionsBody(IReadOnlyList<ConnectionBody> Connections);

internal sealed record CheckBody(bool Ok, IReadOnlyList<CheckStep> Steps);

internal sealed record PlatformBody(
    string Name,
    string Title,
    string Description,
    [property: Description("settings: by PUT of a settings object; oauth: by a link that a person opens, from POST …/authorize.")] string ConnectedBy,
    [property: Description("False where the operator has yet to register this installation at the platform; `setup` says how.")] bool Configured,
    [property: Description("What the operator does; only where `configured` is false.")] string? Setup,
    [property: Description("What a person is asked to allow; only where connected by oauth.")] IReadOnlyList<ScopeBody>? Scopes,
    [property: Description("JSON Schema of the settings object; only where connected by settings.")] JsonElement? SettingsSchema,
    JsonElement? SettingsExample,
    IReadOnlyList<string> Tools,
    bool Connected)
{
    /// <param name="origin">The gateway's public address.</param>
    internal static PlatformBody Of(IConnector connector, bool isConfigured, string origin, bool isConnected)
    {
        var (platform, oauth) = (connector.Platform, connector as IOAuthConnector);
        return new(
            platform.Name,
            platform.Title,
            platform.Description,
            oauth is null ? "settings" : "oauth",
            isConfigured,
            oauth is null || isConfigured ? null : Registering.Instructions(oauth, origin),
            oauth is null ? null : [.. oauth.OAuth.Scopes.Select(scope => new ScopeBody(scope.Name, scope.Meaning, scope.Needed))],
            oauth is null ? JsonElement.Parse(platform.SettingsSchema.ToJsonString()) : null,
            oauth is null ? JsonElement.Parse(platform.SettingsExample) : null,
            [.. platform.Tools.Select(tool => tool.Name)],
            isConnected);
    }
}

internal sealed record ScopeBody(string Name, string Meaning, [property: Description("False where the connection is of use without it.")] bool Needed);

internal sealed record AuthorizeBody(
    [property: Description("A page of this gateway for a person to open in a browser; works once.")] string Url,
    [property: Description("Until when it works, ten minutes.")] DateTimeOffset ExpiresAt);

internal sealed record PlatformsBody(IReadOnlyList<PlatformBody> Platforms);

internal sealed record AuditBody(IReadOnlyList<AuditEntry> Entries, string? NextCursor);

internal sealed record WriteBody(
    string Id,
    string Tool,
    string? Platform,
    string? Account,
    WriteStatus Status,
    DateTimeOffset At,
    DateTimeOffset? EndedAt,
    string CallId,
    string Actor,
    string? IdempotencyKey,
    string? Summary,
    [property: Description("Who said of an unknown write whether it was done.")] string? ResolvedBy,
    DateTimeOffset? ResolvedAt)
{
    internal static WriteBody Of(WriteRecord write) => new(
        write.Id, write.Tool, write.Platform, write.Account, write.Status, write.At, write.EndedAt, write.CallId, write.Actor, write.IdempotencyKey, write.Summary, write.ResolvedBy, write.ResolvedAt);
}

internal sealed record WritesBody(IReadOnlyList<WriteBody> Writes, string? NextCursor);

internal sealed record ResolveWrite([property: Description("done or not_done, as you found it on the platform.")] string Outcome);

internal sealed record LimitsBody(Plan Plan, UsageLimits Limits, UsageLimits? Overrides, IReadOnlyList<LimitUseBody> Uses)
{
    internal static LimitsBody Of(LimitsView view) => new(view.Plan, view.Limits, view.Overrides, [.. view.Uses.Select(use => new LimitUseBody(use.Limit, use.Of, use.Allowed, use.Used, use.ResetsAt, use.Warns))]);
}

internal sealed record LimitUseBody(string Limit, string? Of, long Allowed, long Used, DateTimeOffset? ResetsAt, [property: Description("True from four fifths on.")] bool Warning);

internal sealed record LimitOverrides(long? CallsPerMonth = null, long? CallsPerMinute = null, long? Connections = null, long? DailySends = null, long? RetentionDays = null);

internal sealed record ConnectionLimits(long? CallsPerMinute = null, long? DailySends = null);

internal sealed record PlanBody(Plan Plan);

internal sealed record PolicyBody(
    [property: Description("Nothing may change anything.")] bool ReadOnly = false,
    [property: Description("Only these platform tools, such as obsidian_read_note or obsidian_*; empty allows all.")] IReadOnlyList<string>? AllowTools = null,
    [property: Description("Never these tools; wins over everything else.")] IReadOnlyList<string>? DenyTools = null,
    [property: Description("When nothing may be changed.")] QuietHoursBody? QuietHours = null,
    [property: Description("Sends in a UTC day by connection, as platform/account.")] IReadOnlyDictionary<string, long>? DailySendBudget = null,
    [property: Description("Holds back a first message to anybody until a person allows the recipient.")] bool HoldNewRecipients = false)
{
    internal static PolicyBody Of(Policy policy) => new(
        policy.ReadOnly, policy.AllowTools, policy.DenyTools,
        policy.QuietHours is { } quiet ? new(quiet.From, quiet.To, quiet.TimeZone, quiet.Days) : null,
        policy.DailySendBudget, policy.HoldNewRecipients);

    internal Policy ToPolicy() => new()
    {
        ReadOnly = ReadOnly,
        AllowTools = AllowTools ?? [],
        DenyTools = DenyTools ?? [],
        QuietHours = QuietHours is { } quiet ? new() { From = quiet.From, To = quiet.To, TimeZone = quiet.TimeZone, Days = quiet.Days ?? [] } : null,
        DailySendBudget = DailySendBudget ?? new Dictionary<string, long>(),
        HoldNewRecipients = HoldNewRecipients,
    };
}

internal sealed record QuietHoursBody(
    [property: Description("HH:mm.")] string From,
    [property: Description("HH:mm; before `from` it is the next day's.")] string To,
    [property: Description("IANA name, for example Europe/Berlin.")] string TimeZone,
    [property: Description("mon to sun, the days a span begins on; every day when left out.")] IReadOnlyList<string>? Days = null);

internal sealed record AllowRecipient(string Platform, string Account, [property: Description("As the tool's argument would be: an address, a number, a chat.")] string Recipient);

internal sealed record ClaimsBody(IReadOnlyList<ResourceClaim> Claims);

internal static class ApiJson
{
    /// <summary>The same for every REST answer and body: snake_case, enums as words, nulls left out, nothing unknown or twice taken in.</summary>
    internal static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }
}
