using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;
using Polly.Retry;

namespace Squaremcp.Vault.Kms;

/// <summary>JSON to a key management service: a deadline of ten seconds, tried again where it is busy or stumbles. What it answers is never told, only its status and code.</summary>
internal sealed class KmsHttp(HttpClient http, string provider, TimeProvider clock)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly ResiliencePipeline<KmsAnswer> retries = new ResiliencePipelineBuilder<KmsAnswer> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<KmsAnswer>
        {
            MaxRetryAttempts = 3,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(200),
            UseJitter = true,
            ShouldHandle = retry => ValueTask.FromResult(retry.Outcome is { Exception: HttpRequestException } or { Result.Status: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError }),
            DelayGenerator = retry => ValueTask.FromResult(retry.Outcome.Result?.RetryAfter is { } wait && wait <= TimeSpan.FromSeconds(5) ? wait : (TimeSpan?)null),
        })
        .Build();

    internal async Task<KmsAnswer> PostAsync(Uri address, HttpContent? content, string? token, CancellationToken cancellationToken)
    {
        var body = content is null ? null : await content.ReadAsByteArrayAsync(cancellationToken);
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await retries.ExecuteAsync(async stop => await SendAsync(HttpMethod.Post, address, body, content?.Headers.ContentType, token, stop), either.Token);
        }
        catch (Exception broken) when (broken is HttpRequestException || (broken is OperationCanceledException && deadline.IsCancellationRequested))
        {
            throw new VaultException($"{provider} cannot be reached at {address.Authority}. See that this machine may connect to it, and try again.", broken);
        }
    }

    internal async Task<KmsAnswer> GetAsync(Uri address, (string Name, string Value) header, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add(header.Name, header.Value);
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            return await ReadAsync(answer, cancellationToken);
        }
        catch (HttpRequestException broken)
        {
            throw new VaultException($"{provider} gives no credentials at {address.Authority}: the metadata server cannot be reached. On a machine of one's own set the credentials file.", broken);
        }
    }

    private async Task<KmsAnswer> SendAsync(HttpMethod method, Uri address, byte[]? body, MediaTypeHeaderValue? type, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = new ByteArrayContent(body ?? []) { Headers = { ContentType = type } } };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        using var answer = await http.SendAsync(request, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    private static async Task<KmsAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        JsonNode? json = null;
        try
        {
            json = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // A gateway's page of HTML, say: the status tells enough.
        }

        return new(answer.StatusCode, json as JsonObject, answer.Headers.RetryAfter?.Delta, answer.Headers.WwwAuthenticate.ToString());
    }
}

/// <param name="Challenge">The header WWW-Authenticate.</param>
internal sealed record KmsAnswer(HttpStatusCode Status, JsonObject? Json, TimeSpan? RetryAfter, string Challenge)
{
    internal bool IsSuccess => Status == HttpStatusCode.OK && Json is not null;
}
