using System.Text.Json;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Commands;

/// <summary>The program's verbs, run as an operator runs them.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly GatewayFolders folders = new();

    public void Dispose() => folders.Dispose();

    [Fact]
    public async Task Without_a_server_a_command_is_one_for_itself()
    {
        var id = JsonElement.Parse(await folders.RunAsync(0, "customer", "create", "--email", "a@example.org", "--name", "Anna", "--json")).GetProperty("id").GetString()!;
        await folders.RunAsync(0, "connect", "obsidian", "--customer", id, "--vault", "notes", "--create");

        Assert.Contains("Anna", await folders.RunAsync(0, "customer", "list"), StringComparison.Ordinal);
        Assert.Contains("Start it first", await folders.RunAsync(1, "connect", "fax", "--customer", id), StringComparison.Ordinal);
        Assert.Contains("True", await folders.RunAsync(0, "audit", "verify"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_a_running_server_a_command_is_its_client()
    {
        await using var gateway = await GatewayProcess.StartAsync(folders, TestContext.Current.CancellationToken);
        var id = JsonElement.Parse(await folders.RunAsync(0, "customer", "create", "--email", "a@example.org", "--name", "Anna", "--json")).GetProperty("id").GetString()!;
        var key = JsonElement.Parse(await folders.RunAsync(0, "key", "create", "--customer", id, "--name", "laptop", "--json"));

        Assert.StartsWith("sq_", key.GetProperty("key").GetString(), StringComparison.Ordinal);
        Assert.Contains("There is no such platform", await folders.RunAsync(1, "connect", "fax", "--customer", id), StringComparison.Ordinal);
        Assert.Contains("suspended", await folders.RunAsync(0, "customer", "suspend", "--customer", id, "--reason", "Looked into."), StringComparison.Ordinal);
        Assert.Contains("Looked into.", await folders.RunAsync(0, "customer", "list"), StringComparison.Ordinal);
        Assert.Contains("resumed", await folders.RunAsync(0, "customer", "resume", "--customer", id), StringComparison.Ordinal);
        var begun = JsonElement.Parse(await folders.RunAsync(0, "customer", "impersonate", "--customer", id, "--operator", "Olga", "--reason", "ticket 7", "--minutes", "5", "--json"));
        Assert.StartsWith("sqi_", begun.GetProperty("token").GetString(), StringComparison.Ordinal);
        Assert.Contains("ended", await folders.RunAsync(0, "impersonation", "end", "--customer", id, "--id", begun.GetProperty("id").GetString()!), StringComparison.Ordinal);
        Assert.Contains("ticket 7", await folders.RunAsync(0, "impersonation", "list", "--customer", id), StringComparison.Ordinal);
        Assert.Contains("email", await folders.RunAsync(0, "member", "list", "--customer", id), StringComparison.Ordinal);
        Assert.Contains("laptop", await folders.RunAsync(0, "key", "list", "--customer", id), StringComparison.Ordinal);
        Assert.Contains("never rotated", await folders.RunAsync(0, "vault", "status"), StringComparison.Ordinal);
        await folders.RunAsync(0, "key", "revoke", "--customer", id, "--id", key.GetProperty("id").GetString()!);
        Assert.Contains("True", await folders.RunAsync(0, "audit", "verify"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_asks_the_gateway_as_clients_do_and_tells_how_one_fared()
    {
        await using var gateway = await GatewayProcess.StartAsync(folders, TestContext.Current.CancellationToken);
        using var asked = await gateway.Http.PostAsync(new Uri("/register", UriKind.Relative), new StringContent("""{"client_name":"Lost app","redirect_uris":["lost://callback"]}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        var told = await folders.RunAsync(0, "doctor");

        Assert.Equal(9, told.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
        Assert.Matches("Lost app[\\s\\S]*lost://callback", told);
        Assert.Contains("ok ", await folders.RunAsync(0, "doctor", "--url", $"{gateway.Url}mcp"), StringComparison.Ordinal);
        Assert.Contains("must be the gateway's address", await folders.RunAsync(2, "doctor", "--url", "gateway"), StringComparison.Ordinal);
    }
}
