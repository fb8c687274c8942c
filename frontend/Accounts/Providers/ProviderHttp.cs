using System.Net;
using System.Text.Json;
using Squaremcp.Platforms.Http;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Accounts.Providers;

/// <summary>Asks providers: ten seconds, no redirect, at most 256 KB of JSON, from the public internet only unless the settings say otherwise.</summary>
internal sealed partial class ProviderHttp(OutboundHttp outbound, GatewaySettings settings, TimeProvider clock, ILogger<ProviderHttp> logger)
{
    private const int MostBytes = 256 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    internal bool AllowPrivate => settings.SignIn.AllowPrivateHosts;

    internal async Task<JsonElement?> GetAsync(Provider provider, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await SendAsync(provider, request);
    }

    /// <returns>The answer's JSON; null where there is none, which is logged with the error the provider named.</returns>
    internal async Task<JsonElement?> SendAsync(Provider provider, HttpRequestMessage request)
    {
        request.Headers.Accept.ParseAdd("application/json");
        using var deadline = new CancellationTokenSource(Deadline, clock);
        try
        {
            using var answer = await outbound.Client(new(AllowPrivate)).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            await using var stream = await answer.Content.ReadAsStreamAsync(deadline.Token);
            var body = new byte[MostBytes + 1];
            var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, deadline.Token);
            var json = length > MostBytes ? throw new IOException("The answer is too long.") : JsonElement.Parse(body.AsSpan(0, length), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return json;
            }

            NoAnswer(provider.Name, request.RequestUri!.Host, $"status {(int)answer.StatusCode}, {json.Text("error")}");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException or JsonException or ForbiddenAddressException)
        {
            NoAnswer(provider.Name, request.RequestUri!.Host, broken.GetType().Name);
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The identity provider {Provider} gave no good answer at {Host}: {Why}.")]
    private partial void NoAnswer(string provider, string host, string why);
}
