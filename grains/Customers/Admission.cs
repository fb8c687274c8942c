using System.Text;
using System.Text.Json;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.OAuth;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>Whether a call may go on, and to which connection; pure.</summary>
internal sealed record Admission
{
    internal static readonly ToolOutcome NotSent =
        ToolOutcome.Failed(FailureKind.PlatformUnavailable, "The call was cancelled before anything was sent. Nothing was done; it can be made again.");

    internal static readonly ToolOutcome NotEntered =
        ToolOutcome.Failed(FailureKind.PlatformUnavailable, "The gateway cannot write its ledger now, and sends nothing it has not entered there. Nothing was done; try again in a minute.");

    /// <summary>Null where the call may go on.</summary>
    internal ToolFailure? Refusal { get; private init; }

    internal Tool? Tool { get; private init; }

    /// <summary>Null for the gateway's own tools.</summary>
    internal ConnectionView? Connection { get; private init; }

    /// <summary>The tool's own arguments: without <c>account</c> and the controls of writes.</summary>
    internal string Arguments { get; private init; } = "{}";

    /// <summary>The same, parsed; undefined where the call was refused before they were read.</summary>
    internal JsonElement Own { get; private init; }

    /// <summary>Null for what only reads.</summary>
    internal WriteControls? Write { get; private init; }

    internal static Admission Of(CustomerState customer, ToolCall call, Connectors connectors, DateTimeOffset now)
    {
        var tool = connectors.Tool(call.Tool);
        if (CallerRefusal(customer, call.Caller, now) is { } stranger)
        {
            return Refused(tool, stranger);
        }

        if (tool is null)
        {
            return Refused(null, Failure(FailureKind.UnknownTool, $"There is no tool {Short(call.Tool)}. tools/list shows the tools you may use."));
        }

        // The gateway's own tools only read what is stored here, so that an assistant can still tell its person what was done.
        if (customer.Profile!.Suspension is { } suspension && connectors.OfTool(tool.Name) is not null)
        {
            return Refused(tool, suspension.Refusal());
        }

        if ((RightsRefusal(customer, call, tool) ?? PolicyRefusal(customer, tool, connectors, now)) is { } refusal)
        {
            return Refused(tool, refusal);
        }

        if (call.Arguments.Length > Deadlines.Message / 3 && Encoding.UTF8.GetByteCount(call.Arguments) > Deadlines.Message)
        {
            return Refused(tool, Failure(FailureKind.InvalidArgument, $"The arguments have more than {Deadlines.Message / 1024} KB. Send less at once."));
        }

        return Parsed(call.Arguments) is { } arguments
            ? ToConnection(customer, tool, connectors.OfTool(tool.Name), arguments, call)
            : Refused(tool, Failure(FailureKind.InvalidArgument, "The arguments must be a JSON object, for example {}."));
    }

    private static Admission ToConnection(CustomerState customer, Tool tool, IConnector? connector, JsonElement arguments, ToolCall call)
    {
        var (account, rest) = connector is null ? (null, arguments) : TakeAccount(arguments);
        if (account is { ValueKind: not (JsonValueKind.String or JsonValueKind.Null) })
        {
            return Refused(tool, Failure(FailureKind.InvalidArgument, "`account` must be a string: the name of one of your accounts.") with { Argument = "account" });
        }

        var (connection, refusal) = connector is null ? (null, null) : Choose(customer, connector, account?.GetString());
        if (refusal is not null)
        {
            return Refused(tool, refusal);
        }

        if (tool.Validate(rest) is { } wrong)
        {
            return Refused(tool, Failure(FailureKind.InvalidArgument, wrong.Message) with { Argument = wrong.Argument }) with { Connection = connection };
        }

        return tool.ReadOnly
            ? new() { Tool = tool, Connection = connection, Arguments = account is null ? call.Arguments : rest.GetRawText(), Own = rest }
            : ToWrite(tool, connection, rest, call);
    }

    private static Admission ToWrite(Tool tool, ConnectionView? connection, JsonElement arguments, ToolCall call)
    {
        var (controls, own) = WriteControls.Take(arguments);
        if (KeyRefusal(controls.IdempotencyKey, call.IdempotencyKey) is { } refusal)
        {
            return Refused(tool, refusal) with { Connection = connection };
        }

        return new() { Tool = tool, Connection = connection, Arguments = own.GetRawText(), Own = own, Write = controls with { IdempotencyKey = controls.IdempotencyKey ?? call.IdempotencyKey } };
    }

    private static ToolFailure? KeyRefusal(string? argument, string? beside) => beside switch
    {
        null => null,
        { Length: 0 or > WriteControls.LongestKey } => Failure(FailureKind.InvalidArgument, $"The idempotency key must have 1 to {WriteControls.LongestKey} characters. Nothing was done.") with { Argument = "idempotency_key" },
        _ when argument is not null && argument != beside => Failure(FailureKind.InvalidArgument, "`idempotency_key` is given twice, and differently: as an argument and beside the call. Give it once. Nothing was done.") with { Argument = "idempotency_key" },
        _ => null,
    };

    /// <summary>On the path of every call: allocates only where it refuses.</summary>
    private static (ConnectionView? Connection, ToolFailure? Refusal) Choose(CustomerState customer, IConnector connector, string? account)
    {
        ConnectionView? only = null, named = null;
        var count = 0;
        foreach (var entry in customer.Connections)
        {
            if (entry.Connection.Platform == connector.Platform.Name && !entry.IsHidden)
            {
                count++;
                only = entry.Connection;
                named = entry.Connection.Account == (account ?? "default") ? entry.Connection : named;
            }
        }

        return (named ?? (account is null && count == 1 ? only : null)) is { } chosen ? (chosen, null) : (null, NoSuchAccount(customer, connector, account, count));
    }

    private static ToolFailure NoSuchAccount(CustomerState customer, IConnector connector, string? account, int count)
    {
        var platform = connector.Platform;
        if (count == 0)
        {
            return connector is IOAuthConnector
                ? Failure(FailureKind.NeedsConnection, $"{platform.Title} is not connected yet. Call square_connect_platform with platform \"{platform.Name}\" and give the person you work for the link it makes.")
                : Failure(FailureKind.NeedsConnection, $"{platform.Title} is not connected yet. Call square_connect_platform with platform \"{platform.Name}\" and show the person you work for what it says: PUT /api/v1/connections/{platform.Name}/default with a body like {platform.SettingsExample}, and a key with full rights.");
        }

        var names = string.Join(", ", customer.Connections.Where(one => one.Connection.Platform == platform.Name && !one.IsHidden).Select(one => $"\"{one.Connection.Account}\""));
        return Failure(FailureKind.InvalidArgument, account is null
            ? $"There are several {platform.Title} accounts: {names}. Say which one with `account`."
            : $"There is no {platform.Title} account \"{Short(account)}\". There is {names}.") with
        { Argument = "account" };
    }

    /// <summary>Only the operator comes without a key, and nobody with the key of another customer or with one that is not listed here.</summary>
    private static ToolFailure? CallerRefusal(CustomerState customer, Caller caller, DateTimeOffset now) => caller switch
    {
        _ when caller.CustomerId != customer.Profile!.Id => Forbidden("wrong_customer", "This key belongs to another customer. Nothing was done."),
        { KeyId: null, Kind: CallerKind.Admin } => null,
        { Kind: CallerKind.Impersonation } => customer.Impersonation(caller)?.Runs(now) == true ? null : Forbidden("impersonation_ended", "This impersonation has ended. Nothing was done."),
        { Account: not null } when customer.RoleOf(caller) is null => MemberRules.Stranger,
        { KeyId: null, GrantId: null, Kind: CallerKind.Person, Account: not null } => null,
        { KeyId: null, GrantId: { } id } when customer.Grant(id) is { RevokedAt: null, RedeemedAt: not null } => null,
        { GrantId: not null } => Forbidden("access_revoked", "This client's access has been revoked. Sign in again; nothing was done."),
        { KeyId: { } id } when customer.Key(id) is { Key.RevokedAt: null } => null,
        _ => Forbidden("key_revoked", "This key has been revoked. Ask for a new one; nothing was done."),
    };

    /// <summary>Whether this caller may have accounts connected: a key or client of restricted rights must not make itself, or anything else, stronger. One made for a list of tools has square_connect_platform on it, or does not come here.</summary>
    internal static ToolFailure? MayConnect(CustomerState customer, Caller caller, DateTimeOffset now) => CallerRefusal(customer, caller, now) ?? caller switch
    {
        _ when customer.RoleOf(caller)?.May(Deed.Connect) != true => MemberRules.Lacks(customer, caller, Deed.Connect),
        { GrantId: { } grant } when !customer.Grant(grant)!.Scopes.Any(scope => scope is Scopes.Mcp or Scopes.Api) =>
            Forbidden("scope_read_only", "This client was let in to read only, so it gets no link that connects an account. Ask the person you work for to let it in again with changes allowed, or to connect the account otherwise."),
        { KeyId: { } key } when customer.Key(key)!.Key.Rights == Rights.ReadOnly =>
            Forbidden("key_read_only", "This key may only read, so it gets no link that connects an account. Use a key with full rights."),
        _ => null,
    };

    private static ToolFailure? PolicyRefusal(CustomerState customer, Tool tool, Connectors connectors, DateTimeOffset now) => customer.Policy is { } policy
        ? policy.Refusal(tool.Name, tool.ReadOnly, connectors.OfTool(tool.Name) is not null) ?? (tool.ReadOnly ? null : policy.Refusal(now))
        : null;

    /// <summary>The grain's own record of the key decides, not what the frontend remembers of it.</summary>
    private static ToolFailure? RightsRefusal(CustomerState customer, ToolCall call, Tool tool)
    {
        if (!tool.ReadOnly && customer.RoleOf(call.Caller)?.May(Deed.Change) != true)
        {
            return MemberRules.Lacks(customer, call.Caller, Deed.Change);
        }

        if (call.Caller.GrantId is { } grant)
        {
            return tool.ReadOnly || customer.Grant(grant)!.Scopes.Contains(Scopes.Mcp) || call.Caller.Via == "rest" && customer.Grant(grant)!.Scopes.Contains(Scopes.Api) ? null
                : Forbidden("scope_read_only", $"This client was let in to read only, and {tool.Name} changes something. Sign in again and allow changes; nothing was done.");
        }

        var key = call.Caller.KeyId is { } id ? customer.Key(id)!.Key : null;
        return key?.Rights switch
        {
            Rights.ReadOnly when !tool.ReadOnly => Forbidden("key_read_only", $"This key may only read, and {tool.Name} changes something. Use a key with full rights; nothing was done."),
            Rights.Tools when !key.Tools.Contains(tool.Name) => Forbidden("key_tool_not_allowed", $"This key may not use {tool.Name}; it was made for {string.Join(", ", key.Tools)}. Nothing was done."),
            _ => null,
        };
    }

    private static JsonElement? Parsed(string arguments)
    {
        try
        {
            using var document = JsonDocument.Parse(arguments, new JsonDocumentOptions { MaxDepth = 64 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (JsonElement? Account, JsonElement Others) TakeAccount(JsonElement arguments)
    {
        if (!arguments.TryGetProperty("account", out var account))
        {
            return (null, arguments);
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var argument in arguments.EnumerateObject().Where(argument => argument.Name != "account"))
            {
                argument.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return (account, JsonElement.Parse(buffer.ToArray()));
    }

    private static string Short(string text) => text.Length > 64 ? text[..64] + "…" : text;

    private static ToolFailure Failure(FailureKind kind, string message) => new() { Kind = kind, Message = message };

    private static ToolFailure Forbidden(string reason, string message) => new() { Kind = FailureKind.Refused, Reason = reason, Message = message };

    private static Admission Refused(Tool? tool, ToolFailure refusal) => new() { Tool = tool, Refusal = refusal };
}
