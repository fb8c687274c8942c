using System.Text;

namespace Squaremcp.Tests.Mcp;

/// <summary>The transport of 2024-11-05, for clients that know no other.</summary>
public sealed class SseTests(McpGateway gateway) : IClassFixture<McpGateway>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task What_is_posted_is_answered_on_the_stream()
    {
        using var stream = await OpenAsync();
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        var address = await NextAsync(reader, "the address to post to");

        using var posted = await PostAsync(address, gateway.Key);

        Assert.Equal(202, (int)posted.StatusCode);
        Assert.Equal("""{"jsonrpc":"2.0","id":1,"result":{}}""", await NextAsync(reader, "the answer"));
    }

    [Fact]
    public async Task Another_key_cannot_post_into_a_session()
    {
        using var stream = await OpenAsync();
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        var address = await NextAsync(reader, "the address to post to");

        using var posted = await PostAsync(address, gateway.ReadOnlyKey);

        Assert.Equal(404, (int)posted.StatusCode);
    }

    [Fact]
    public async Task A_session_nobody_opened_is_not_found()
    {
        using var posted = await PostAsync("/messages?sessionId=00000000000000000000000000000000", gateway.Key);

        Assert.Equal(404, (int)posted.StatusCode);
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_up_the_end()
    {
        var other = new McpGateway();
        await other.InitializeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sse");
        request.Headers.Add("x-api-key", other.Key);
        using var stream = await other.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        await other.StopAsync().WaitAsync(Patience);

        await other.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "/sse"), InlineData("POST", "/messages")]
    public async Task Without_a_key_there_is_no_session(string method, string path)
    {
        var reply = await gateway.SendAsync(method, method == "POST" ? "{}" : null, ("path", path), ("x-api-key", ""));

        Assert.Equal((401, $"Bearer resource_metadata=\"{gateway.Origin}/.well-known/oauth-protected-resource/mcp\", scope=\"mcp\""), (reply.Status, reply.Headers["WWW-Authenticate"]));
    }

    private static async Task<string> NextAsync(StreamReader reader, string what)
    {
        try
        {
            while (await reader.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    return line["data: ".Length..];
                }
            }
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The stream did not bring {what} within {Patience}.", late);
        }

        throw new InvalidOperationException($"The stream ended before {what} came.");
    }

    private async Task<HttpResponseMessage> OpenAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sse");
        request.Headers.Add("x-api-key", gateway.Key);
        request.Headers.Add("accept", "text/event-stream");
        return await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<HttpResponseMessage> PostAsync(string address, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("x-api-key", key);
        return await gateway.Http.SendAsync(request);
    }
}
