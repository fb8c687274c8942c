using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Squaremcp.Tests.Support;
using Squaremcp.Tests.Twitter;

namespace Squaremcp.Tests.Meta;

/// <summary>What stands in for a host of Meta's: notes each request, and answers as it is told for it.</summary>
internal sealed class FakeGraph : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeGraph()
    {
        app = LocalServer.Build();
        app.Run(AnswerAsync);
    }

    internal Uri Url => new($"{app.Urls.Single()}/");

    /// <summary>Their targets begin with the host.</summary>
    internal ConcurrentQueue<XRequest> Requests { get; } = [];

    internal ConcurrentQueue<IHeaderDictionary> Headers { get; } = [];

    internal Func<XRequest, GraphAnswer> Answer { get; set; } = _ => new(500, "");

    internal static async Task<FakeGraph> StartAsync()
    {
        var graph = new FakeGraph();
        await graph.app.StartAsync();
        return graph;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await XRequest.ReadAsync(context.Request);
        Headers.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value)));
        Requests.Enqueue(request);
        var answer = Answer(request);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(answer.Body);
    }
}

internal sealed record GraphAnswer(int Status, string Body, params IReadOnlyList<(string Name, string Value)> Headers)
{
    internal static GraphAnswer Ok(string body) => new(200, body);

    internal static GraphAnswer Error(int status, int code, int? subcode = null, string message = "Planted words.", bool isTransient = false, string type = "OAuthException") => new(
        status, $$$"""{"error":{"message":"{{{message}}}","type":"{{{type}}}","code":{{{code}}},{{{(subcode is { } sub ? $"\"error_subcode\":{sub}," : "")}}}"is_transient":{{{(isTransient ? "true" : "false")}}},"fbtrace_id":"A1"}}""");
}
