using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>A silo, a frontend and a customer on a database of their own.</summary>
internal sealed record WorkingCluster(ClusterRun Cluster, ClusterProcess Silo, ClusterProcess Frontend, ClusterTenant Tenant) : IAsyncDisposable
{
    private const string User = "app", Password = "a word of it";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    internal Task<(bool IsError, string Text)> AppendAsync(string path, string line, string key) =>
        Tenant.CallAsync(Frontend, "obsidian_append_to_note", new { path, content = line, idempotency_key = key }, Token);

    internal Task<string> SqlAsync(string sql) => Cluster.Server.RunAsync("mysql", sql);

    internal List<string> Lines(string notes) => [.. Directory.GetFiles(Tenant.Folder, notes).SelectMany(File.ReadAllLines).Where(line => line.Length > 0)];

    internal async Task<long> NumberAsync(string sql) => long.Parse(await Cluster.Server.RunAsync(Cluster.Database, sql), CultureInfo.InvariantCulture);

    /// <summary>Until not even a small row fits any more.</summary>
    internal async Task FillAsync()
    {
        foreach (var bytes in new[] { 1 << 20, 1 << 14, 100 })
        {
            for (var isFull = false; !isFull;)
            {
                try
                {
                    await SqlAsync($"INSERT INTO filler.rows_of_it (what) VALUES (repeat('x', {bytes})), (repeat('x', {bytes})), (repeat('x', {bytes})), (repeat('x', {bytes}))");
                }
                catch (InvalidOperationException refused)
                {
                    Assert.Contains("is full", refused.Message, StringComparison.Ordinal);
                    isFull = true;
                }
            }
        }
    }

    /// <summary>A write and a read are told what to do, the write did not reach the vault, and readiness has the reason.</summary>
    internal async Task RefusedAsync(string reason)
    {
        await Silo.SaysAsync(HttpStatusCode.ServiceUnavailable, Token, reason);
        var (isError, text) = await AppendAsync("refused.md", "- refused", "refused");
        Assert.True(isError, text);
        Assert.True(SaysWhatToDo(text), text);
        (isError, text) = await Tenant.CallAsync(Frontend, "obsidian_read_note", new { path = "first.md" }, Token);
        Assert.True(isError, text);
        Assert.True(SaysWhatToDo(text), text);
        Assert.Empty(Lines("refused.md"));
        Assert.Contains(reason, Silo.Output, StringComparison.Ordinal);
    }

    /// <summary>Nothing was started anew, and all is as it should be.</summary>
    internal async Task BackAsync()
    {
        await Silo.SaysAsync(HttpStatusCode.OK, Token);
        var (isError, text) = await AppendAsync("back.md", "- back", "back");
        Assert.False(isError, text);
        Assert.Equal(["- back"], Lines("back.md"));
        await ChainIsWholeAsync();
    }

    internal async Task ChainIsWholeAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/admin/customers/{Tenant.Id}/audit/verify");
        request.Headers.Add("x-api-key", ClusterRun.AdminKey);
        using var answer = await Frontend.Http.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode && text.Contains("\"ok\":true", StringComparison.Ordinal), text);
    }

    /// <summary>The database's server stands still, as on a disk that hangs, until <see cref="GoOn"/>.</summary>
    internal void Stop() => Signal("-STOP");

    internal void GoOn() => Signal("-CONT");

    /// <summary>A person or an assistant can go on from it: it says whether something was done, and when or after what to ask again.</summary>
    internal static bool SaysWhatToDo(string text) =>
        text.Contains("ry again", StringComparison.Ordinal) || text.Contains("before you repeat", StringComparison.Ordinal) || text.StartsWith("in_progress", StringComparison.Ordinal);

    internal static async Task<WorkingCluster> StartAsync(params string[] server)
    {
        var cluster = await ClusterRun.StartAsync(1, server);
        await AddUserAsync(cluster);
        var silo = await cluster.Silo(0, ("Cluster__ConnectionString", ConnectionString(cluster))).BecomesAsync(HttpStatusCode.OK, Token);
        var frontend = await cluster.Frontend().BecomesAsync(HttpStatusCode.OK, Token);
        var work = new WorkingCluster(cluster, silo, frontend, await cluster.TenantAsync(frontend, Token));
        var (isError, text) = await work.AppendAsync("first.md", "- first", "first");
        Assert.False(isError, text);
        return work;
    }

    /// <summary>As an operator makes one: it may do everything to its database, and nothing to the server.</summary>
    internal static Task<string> AddUserAsync(ClusterRun cluster) =>
        cluster.Server.RunAsync("mysql", $"CREATE USER {User}@'%' IDENTIFIED BY '{Password}'; GRANT ALL ON {cluster.Database}.* TO {User}@'%'");

    /// <summary>Of that user.</summary>
    internal static string ConnectionString(ClusterRun cluster) => cluster.Server.ConnectionString(cluster.Database, User, Password);

    private void Signal(string signal)
    {
        using var kill = Process.Start("/bin/kill", [signal, Cluster.Server.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
