using System.Net.Sockets;
using System.Text;

namespace Squaremcp.Tests.Mcp;

/// <summary>Requests byte for byte, as no well-behaved client sends them.</summary>
internal static class Wire
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Sends the head, a blank line and the body on a connection of their own; answers all that came back until the server closed it.</summary>
    internal static async Task<string> WireAsync(this McpGateway gateway, string body, params string[] head)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Http.BaseAddress!.Host, gateway.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", [.. head, "Connection: close", "", body])), TestContext.Current.CancellationToken);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The server neither answered nor closed within {Patience}; so far: {Encoding.Latin1.GetString(answer.ToArray())}", late);
        }
        catch (IOException reset) when (answer.Length > 0)
        {
            // A server that has answered may hang up on what it will not read; the answer is what counts.
            _ = reset;
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>A well-formed POST with these headers more.</summary>
    internal static Task<string> PostOnWireAsync(this McpGateway gateway, string body, params string[] headers) => gateway.WireAsync(
        body, ["POST /mcp HTTP/1.1", $"Host: {gateway.Http.BaseAddress!.Authority}", "Content-Type: application/json", $"Content-Length: {Encoding.Latin1.GetByteCount(body)}", .. headers]);

    internal static int Status(string answer) => int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);

    internal static string Body(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
