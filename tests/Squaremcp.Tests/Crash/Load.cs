using System.Collections.Concurrent;
using System.Net.Http.Json;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Crash;

/// <summary>Callers that read and append without pause until the gateway is gone, and what each was answered.</summary>
internal sealed class Load(GatewayProcess gateway, Tenant tenant, string note, int round)
{
    private const int RestCallers = 4;
    private const int McpCallers = 3;

    private readonly TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int answers;
    private int killAfter;

    /// <summary>Call ids of every answered call.</summary>
    internal ConcurrentBag<string> Answered { get; } = [];

    /// <summary>Lines whose append was answered.</summary>
    internal ConcurrentBag<string> Appended { get; } = [];

    /// <summary>Lines that were asked for, answered or not.</summary>
    internal ConcurrentBag<string> Asked { get; } = [];

    /// <summary>Kills the gateway once so many calls were answered, the others being under way, and waits until every caller has noticed.</summary>
    internal async Task RunUntilKilledAsync(int answersBeforeKill, TimeSpan patience)
    {
        killAfter = answersBeforeKill;
        var callers = Enumerable.Range(0, RestCallers).Select(caller => CallAsync($"rest{caller}", RestAsync))
            .Concat(Enumerable.Range(0, McpCallers).Select(caller => CallAsync($"mcp{caller}", McpAsync)))
            .ToList();
        var first = await Task.WhenAny(enough.Task, Task.WhenAny(callers)).WaitAsync(patience);
        if (first != enough.Task)
        {
            await Task.WhenAll(callers).WaitAsync(patience);
            throw new InvalidOperationException($"The callers stopped after {answers} answers, before the kill:\n{gateway.Output}");
        }

        await gateway.KillAsync();
        await Task.WhenAll(callers).WaitAsync(patience);
    }

    private async Task CallAsync(string caller, Func<string, object, Task<string>> ask)
    {
        for (var number = 0; ; number++)
        {
            var line = $"- round {round} {caller} call {number}";
            try
            {
                Answered.Add(await ask("obsidian_read_note", new { path = note }));
                Count();
                Asked.Add(line);
                Answered.Add(await ask("obsidian_append_to_note", new { path = note, content = line }));
                Appended.Add(line);
                Count();
            }
            catch (Exception gone) when (gone is HttpRequestException { StatusCode: null } or IOException)
            {
                return; // no answer: nothing is promised of this call
            }
        }
    }

    private void Count()
    {
        if (Interlocked.Increment(ref answers) == killAfter)
        {
            enough.TrySetResult();
        }
    }

    private async Task<string> RestAsync(string tool, object arguments)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/tools/{tool}") { Content = JsonContent.Create(arguments) };
        request.Headers.Add("x-api-key", tenant.Key);
        using var answer = await gateway.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{tool} answered {(int)answer.StatusCode}: {text}");
        return Assert.Single(answer.Headers.GetValues("X-Square-Call-Id"));
    }

    private async Task<string> McpAsync(string tool, object arguments)
    {
        var (answer, headers) = await McpProbe.AskAsync(gateway.Http, tenant.Key, "tools/call", new { name = tool, arguments }, CancellationToken.None);
        var result = answer.GetProperty("result");
        Assert.False(result.TryGetProperty("isError", out var error) && error.GetBoolean(), result.GetRawText());
        return Assert.Single(headers.GetValues("X-Square-Call-Id"));
    }
}
