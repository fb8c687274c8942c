using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Ledger;
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
    [property: Description("The tools a key with rights tools may use.")] IReadOnlyList<string>? Tools = null);

internal sealed record CustomerBody(string Id, string Email, string Name, Plan Plan, string Role, DateTimeOffset CreatedAt)
{
    internal static CustomerBody Of(CustomerView customer) => new(customer.Id, customer.Email, customer.Name, customer.Plan, "customer", customer.CreatedAt);

    internal static CustomerBody Of(CustomerSummary customer) => new(customer.Id, customer.Email, customer.Name, customer.Plan, "customer", customer.CreatedAt);
}

internal sealed record CustomersBody(IReadOnlyList<CustomerBody> Customers, string? NextCursor);

internal sealed record KeyBody(
    string Id,
    string Name,
    [property: Description("The last four characters.")] string Hint,
    Rights Rights,
    IReadOnlyList<string> Tools,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    [property: Description("The key itself; only in the answer that made it.")] string? Key = null)
{
    internal static KeyBody Of(KeyView key, DateTimeOffset? lastUsed = null, string? secret = null) =>
        new(key.Id, key.Name, key.Hint, key.Rights, key.Tools, key.CreatedAt, key.RevokedAt, lastUsed, secret);
}

internal sealed record KeysBody(IReadOnlyList<KeyBody> Keys);

internal sealed record ConnectionBody(string Id, string Platform, string Account, ConnectionStatus Status, string? Label, DateTimeOffset ConnectedAt)
{
    internal static ConnectionBody Of(ConnectionView connection) =>
        new(connection.Id, connection.Platform, connection.Account, connection.Status, connection.Label, connection.ConnectedAt);
}

internal sealed record ConnectionsBody(IReadOnlyList<ConnectionBody> Connections);

internal sealed record CheckBody(bool Ok, IReadOnlyList<CheckStep> Steps);

internal sealed record PlatformBody(string Name, string Title, string Description, JsonElement SettingsSchema, JsonElement SettingsExample, IReadOnlyList<string> Tools, bool Connected);

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
