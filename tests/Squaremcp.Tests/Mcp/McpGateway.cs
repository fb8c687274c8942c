using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Mcp;

/// <summary>The whole product in this process on a free port, with one customer, one vault with one note, and a key of each kind.</summary>
public class McpGateway : IAsyncLifetime
{
    internal const string AdminKey = "admin-key-of-the-mcp-tests";
    internal const string AllowedOrigin = "https://app.example";
    internal const string Note = "# Plan\n\nCall Ada back.\n";

    private readonly string folder = Directory.CreateTempSubdirectory("squaremcp-mcp-").FullName;
    private TestProduct? product;

    internal HttpClient Http { get; private set; } = null!;

    internal string CustomerId { get; private set; } = "";

    internal string Key { get; private set; } = "";

    internal string ReadOnlyKey { get; private set; } = "";

    internal string ListKey { get; private set; } = "";

    internal string RevokedKey { get; private set; } = "";

    internal string Origin => Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    protected virtual bool Conformance => true;

    /// <summary>Further arguments of the program.</summary>
    protected virtual string[] More => [];

    internal IServiceProvider Services => product!.Frontend;

    /// <summary>Of the part with the grains.</summary>
    internal IServiceProvider GrainServices => product!.Grains;

    /// <summary>Everything the product keeps: its files and its database.</summary>
    internal Task<IReadOnlyList<Kept>> KeptAsync() => product!.KeptAsync();

    internal Task<IReadOnlyList<Kept>> DatabaseAsync() => product!.DatabaseAsync();

    internal string DataFolder => Path.Combine(folder, "data");

    public virtual async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(folder, "vaults", "notes"));
        await File.WriteAllTextAsync(Path.Combine(folder, "vaults", "notes", "Plan.md"), Note);
        product = await TestProduct.StartAsync(Configure(new(
            folder,
            [$"--Squaremcp:AdminApiKey={AdminKey}", $"--Squaremcp:Platforms:Obsidian:VaultRoot={folder}/vaults", $"--Squaremcp:Mcp:AllowedOrigins:0={AllowedOrigin}", $"--Squaremcp:Mcp:ConformanceTenant={Conformance}", .. More])));
        Http = new(new SocketsHttpHandler()) { BaseAddress = product.Address, Timeout = TimeSpan.FromSeconds(60) };
        CustomerId = (await RestAsync(HttpMethod.Post, "/api/v1/admin/customers", AdminKey, new { email = "anna@example.org", name = "Anna", plan = "pro" })).GetProperty("id").GetString()!;
        Key = await KeyAsync(new { name = "full" });
        ReadOnlyKey = await KeyAsync(new { name = "reader", rights = "read_only" });
        ListKey = await KeyAsync(new { name = "one tool", tools = (string[])["obsidian_read_note"] });
        await RestAsync(HttpMethod.Put, "/api/v1/connections/obsidian/default", Key, new { vault = "notes" });
        await RevokeAsync();
    }

    private protected virtual ProductSetup Configure(ProductSetup setup) => setup;

    public virtual async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (product is not null)
        {
            await product.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal string Vault => Path.Combine(folder, "vaults", "notes");

    /// <summary>A second account of the same platform.</summary>
    internal async Task ConnectAnotherAsync(string account)
    {
        Directory.CreateDirectory(Path.Combine(folder, "vaults", account));
        await RestAsync(HttpMethod.Put, $"/api/v1/connections/obsidian/{account}", Key, new { vault = account });
    }

    /// <summary>As Ctrl+C does, with the clients still there.</summary>
    internal Task StopAsync() => product!.StopAsync();

    internal string NoteOnDisk() => File.ReadAllText(Path.Combine(folder, "vaults", "notes", "Plan.md"));

    /// <summary>One request to <c>/mcp</c>; a header given replaces the default one, an empty value leaves it out.</summary>
    internal async Task<Reply> SendAsync(string method, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), PathOf(ref headers));
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["x-api-key"] = Key, ["accept"] = "application/json, text/event-stream", ["content-type"] = "application/json" };
        foreach (var (name, value) in headers)
        {
            all[name] = value;
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
            if (all["content-type"].Length > 0)
            {
                request.Content.Headers.TryAddWithoutValidation("content-type", all["content-type"]);
            }
        }

        foreach (var (name, value) in all.Where(header => header.Value.Length > 0 && header.Key != "content-type"))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new((int)answer.StatusCode, text, answer.Headers.Concat(answer.Content.Headers).ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A request of the initialize eras.</summary>
    internal Task<Reply> AskAsync(string method, object? parameters = null, params (string Name, string Value)[] headers) =>
        SendAsync("POST", JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 7, method, @params = parameters ?? new { } }), headers);

    /// <summary>A request of 2026-07-28, complete; headers given replace its own.</summary>
    internal Task<Reply> AskModernAsync(string method, Dictionary<string, object>? parameters = null, params (string Name, string Value)[] headers)
    {
        parameters ??= [];
        parameters.TryAdd("_meta", new Dictionary<string, object>
        {
            ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28",
            ["io.modelcontextprotocol/clientCapabilities"] = new { },
            ["io.modelcontextprotocol/clientInfo"] = new { name = "claim", version = "1.0" },
        });
        var own = new List<(string, string)> { ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", method) };
        if (parameters.TryGetValue("name", out var name))
        {
            own.Add(("Mcp-Name", (string)name));
        }

        return SendAsync("POST", JsonSerializer.Serialize(new { jsonrpc = "2.0", id = "seven", method, @params = parameters }), [.. own, .. headers]);
    }

    internal async Task<JsonElement> RestAsync(HttpMethod method, string path, string key, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("x-api-key", key);
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path} answered {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private static string PathOf(ref (string Name, string Value)[] headers)
    {
        var path = headers.FirstOrDefault(header => header.Name == "path").Value ?? "/mcp";
        headers = [.. headers.Where(header => header.Name != "path")];
        return path;
    }

    private async Task<string> KeyAsync(object key) => (await RestAsync(HttpMethod.Post, $"/api/v1/admin/customers/{CustomerId}/keys", AdminKey, key)).GetProperty("key").GetString()!;

    private async Task RevokeAsync()
    {
        var key = await RestAsync(HttpMethod.Post, $"/api/v1/admin/customers/{CustomerId}/keys", AdminKey, new { name = "revoked" });
        RevokedKey = key.GetProperty("key").GetString()!;
        await RestAsync(HttpMethod.Delete, $"/api/v1/keys/{key.GetProperty("id").GetString()}", Key);
    }
}

/// <summary>The same as an operator has it who asked for nothing special.</summary>
public sealed class PlainGateway : McpGateway
{
    protected override bool Conformance => false;
}

internal sealed record Reply(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The JSON-RPC message, from JSON or from the last event of a stream.</summary>
    internal JsonElement Json => JsonElement.Parse(Headers["Content-Type"].StartsWith("text/event-stream", StringComparison.Ordinal)
        ? Text.Split('\n').Last(line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..]
        : Text);

    internal JsonElement Result => Json.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"No result in {Status}: {Text}");

    internal int Code => Json.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : throw new InvalidOperationException($"No error in {Status}: {Text}");

    internal string Message => Json.GetProperty("error").GetProperty("message").GetString()!;
}
