using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Platforms.Twitter;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Files;

/// <summary>A video of 500 MB from an upload through the database to a platform. Alone, because it looks at the memory of the whole process.</summary>
[Collection(nameof(LargeFileTests)), Trait("Category", "Slow")]
public sealed class StreamedVideoTests(PlainGateway gateway) : IClassFixture<PlainGateway>
{
    private const long Size = 500L * 1024 * 1024;
    private const long Slack = 64L * 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_video_of_500_MB_adds_less_than_64_MB_of_memory()
    {
        var (customer, key) = await gateway.AnotherCustomerAsync();
        await using var sink = await SinkAsync();
        var (before, working) = (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
        long grown = 0, resident = 0;
        var started = Stopwatch.GetTimestamp();
        using var body = new Pieces(Size, hasLength: true, at => Look(at % (100L * 1024 * 1024) == 0));
        body.Headers.ContentType = new("video/mp4");
        var id = await UploadAsync(body, key);
        var stored = Stopwatch.GetElapsedTime(started);

        using var http = new OutboundHttp();
        var connector = new TwitterConnector(saysPost: false, http, TimeProvider.System, gateway.GrainServices.GetRequiredService<ICustomerFiles>());
        var sent = await PublishAsync(connector, customer, id, new(new Uri($"{sink.Urls.Single()}/")), step => Look(step % 25 == 0));
        Assert.Equal(Size, received);

        TestContext.Current.TestOutputHelper?.WriteLine($"{grown / 1024 / 1024} MB more alive, {resident / 1024 / 1024} MB more resident at most; stored in {stored}, all in {Stopwatch.GetElapsedTime(started)}, {sent} steps");
        Assert.True(grown < Slack, $"{grown / 1024 / 1024} MB more were alive");

        Task Look(bool now)
        {
            if (now)
            {
                resident = Math.Max(resident, Environment.WorkingSet - working);
                grown = Math.Max(grown, GC.GetTotalMemory(forceFullCollection: true) - before);
            }

            return Task.CompletedTask;
        }
    }

    private long received;

    private async Task<string> UploadAsync(Pieces body, string key)
    {
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = gateway.Http.BaseAddress, Timeout = TimeSpan.FromMinutes(3) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files") { Content = body };
        request.Headers.Add("x-api-key", key);
        using var answer = await client.SendAsync(request, Token);
        return (Status: (int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token))).Id();
    }

    private static async Task<int> PublishAsync(TwitterConnector connector, string customer, string file, PlatformHosts hosts, Func<int, Task> look)
    {
        const string Tool = "twitter_upload_video";
        var plan = connector.Platform.Tools.Single(tool => tool.Name == Tool).Publish!;
        var account = new PlatformAccount(JsonElement.Parse("""{"account_id":"1","name":"@anna"}"""), new OAuthTokens { Access = "token" }.Seal()) { Hosts = hosts };
        var context = new ToolContext { Customer = customer, CallId = "call_1", AnswerBytes = 48_000, Clock = TimeProvider.System, Cursors = new(new byte[32]) };
        var (step, state) = (plan.First, (string?)null);
        for (var steps = 1; ; steps++)
        {
            var result = await connector.InvokeAsync(Tool, account, JsonSerializer.SerializeToElement(new { video = file }), context with { Step = new(step.Name, state) }, Token);
            Assert.True(result.Error is null, result.Error?.Message);
            var told = StepTold.Of(result.Json!);
            if (told.Output is not null)
            {
                return steps;
            }

            await look(steps);
            (step, state) = (told.IsOver ? plan.After(step.Name)! : step, told.State);
        }
    }

    /// <summary>X as far as it takes an upload: counts the bytes of each segment and forgets them.</summary>
    private async Task<WebApplication> SinkAsync()
    {
        var app = LocalServer.Build();
        app.MapPost("/api.x.com/2/media/upload/initialize", () => Results.Text("""{"data":{"id":"1"}}""", "application/json"));
        app.MapPost("/api.x.com/2/media/upload/1/append", async (HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync(new Microsoft.AspNetCore.Http.Features.FormOptions { MultipartBodyLengthLimit = 8 * 1024 * 1024 }, context.RequestAborted);
            received += form.Files.Single().Length;
            await context.Response.WriteAsync("""{"data":{"expires_at":1}}""");
        }).DisableAntiforgery();
        app.MapPost("/api.x.com/2/media/upload/1/finalize", () => Results.Text("""{"data":{"id":"1"}}""", "application/json"));
        app.MapPost("/api.x.com/2/tweets", () => Results.Text("""{"data":{"id":"5","text":""}}""", "application/json", statusCode: 201));
        await app.StartAsync();
        return app;
    }
}
