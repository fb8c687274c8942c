using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Customers;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Square;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Tools;

/// <summary>Which tools a caller may use now, and how each is described to it.</summary>
internal sealed class ToolList(Connectors connectors)
{
    private const int Cached = 2_000;

    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Customer, long Revision, string Rights), byte[]> cache = new();

    /// <summary>The gateway's own tools, then those of connected platforms, less what the caller's rights leave out; always in the same order.</summary>
    internal IEnumerable<Tool> For(CustomerView customer, Caller caller)
    {
        var connected = customer.Connections.Select(connection => connection.Platform).ToHashSet();
        return connectors.Tools.Where(tool => IsThere(tool, connected) && Allowed(tool, caller) && customer.Policy.Refusal(tool.Name, tool.ReadOnly, connectors.OfTool(tool.Name) is not null) is null);
    }

    /// <summary>A JSON array as MCP lists tools. Cached for as long as the customer's revision stands.</summary>
    internal byte[] JsonFor(CustomerView customer, Caller caller)
    {
        var key = (customer.Id, customer.Revision, caller.Rights switch { Rights.Tools => string.Join(' ', caller.Tools), var rights => rights.ToString() });
        if (cache.TryGetValue(key, out var known))
        {
            return known;
        }

        if (cache.Count >= Cached)
        {
            cache.Clear();
        }

        return cache[key] = Write(customer, caller);
    }

    internal IReadOnlyList<string> Similar(string name) =>
        [.. connectors.Tools.Select(tool => tool.Name).Where(known => name.Length > 0 && (known.Contains(name, StringComparison.OrdinalIgnoreCase) || known.Split('_').Intersect(name.Split('_', '-', '.')).Count() > 1)).Take(5)];

    internal bool Knows(string tool) => connectors.Tool(tool) is not null;

    internal bool IsReadOnly(string tool) => connectors.Tool(tool)?.ReadOnly ?? true;

    /// <summary>The gateway's own tools are there always, but the one that searches mailboxes: it needs one.</summary>
    private bool IsThere(Tool tool, HashSet<string> connected) => connectors.OfTool(tool.Name) is { } connector
        ? connected.Contains(connector.Platform.Name)
        : tool.Name != EmailSearch.Name || connectors.Mailboxes.Any(mailbox => connected.Contains(mailbox.Platform.Name));

    private static bool Allowed(Tool tool, Caller caller) => caller.Rights switch
    {
        Rights.ReadOnly => tool.ReadOnly,
        Rights.Tools => caller.Tools.Contains(tool.Name),
        _ => true,
    };

    private byte[] Write(CustomerView customer, Caller caller)
    {
        var buffer = new ArrayBufferWriter<byte>(32 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            foreach (var tool in For(customer, caller))
            {
                Write(writer, tool, InputSchema(tool, customer));
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, Tool tool, JsonObject inputSchema)
    {
        writer.WriteStartObject();
        writer.WriteString("name", tool.Name);
        writer.WriteString("title", tool.Title);
        writer.WriteString("description", tool.Description);
        writer.WritePropertyName("inputSchema");
        inputSchema.WriteTo(writer);
        writer.WritePropertyName("outputSchema");
        tool.OutputSchema.WriteTo(writer);
        writer.WriteStartObject("annotations");
        writer.WriteString("title", tool.Title);
        writer.WriteBoolean("readOnlyHint", tool.ReadOnly);
        writer.WriteBoolean("destructiveHint", tool.Destructive);
        writer.WriteBoolean("idempotentHint", tool.Idempotent);
        writer.WriteBoolean("openWorldHint", tool.OpenWorld);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary><c>account</c> is asked for only where there is a choice.</summary>
    private JsonObject InputSchema(Tool tool, CustomerView customer)
    {
        var accounts = connectors.OfTool(tool.Name) is { Platform: var platform }
            ? customer.Connections.Where(connection => connection.Platform == platform.Name).Select(connection => connection.Account).Order(StringComparer.Ordinal).ToList()
            : [];
        if (accounts.Count < 2)
        {
            return tool.InputSchema;
        }

        var schema = (JsonObject)tool.InputSchema.DeepClone();
        ((JsonObject)schema["properties"]!).Add("account", new JsonObject
        {
            ["type"] = "string",
            ["description"] = accounts.Contains("default") ? "Which of the connected accounts to use; \"default\" when left out." : "Which of the connected accounts to use.",
            ["enum"] = new JsonArray([.. accounts.Select(account => JsonValue.Create(account))]),
        });
        if (!accounts.Contains("default"))
        {
            var required = schema["required"] as JsonArray ?? [];
            required.Add("account");
            schema["required"] = required;
        }

        return schema;
    }
}
