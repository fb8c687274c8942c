using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;

namespace Squaremcp.Platforms.Http;

/// <summary>
/// The one way to a platform over HTTP. Reads are tried again, a few times and not for long, where the platform stumbles; writes never are: what is not known of a write is
/// told as <see cref="ToolErrorKind.OutcomeUnknown"/>. Answers are read up to a cap. Nothing of headers, bodies or addresses is logged or told.
/// </summary>
/// <param name="platform">For messages, for example "Obsidian".</param>
/// <param name="authorize">Puts the credential on a request.</param>
public sealed class PlatformClient(string platform, HttpClient http, Uri address, Action<HttpRequestHeaders> authorize, TimeProvider clock)
{
    private const int MostBytes = 8 * 1024 * 1024;
    private const int Attempts = 3;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    /// <summary>The platform's limits on this connection; null where it tells of none.</summary>
    internal RateLimits? Limits { get; init; }

    private readonly ResiliencePipeline<PlatformAnswer> retries = new ResiliencePipelineBuilder<PlatformAnswer> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<PlatformAnswer>
        {
            MaxRetryAttempts = Attempts - 1,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(200),
            UseJitter = true,
            ShouldHandle = retry => ValueTask.FromResult(retry.Outcome switch
            {
                { Exception: HttpRequestException { InnerException: not ForbiddenAddressException } or IOException } => true,
                { Result: { IsTransient: true } answer } => answer.RetryAfter is null || answer.RetryAfter <= LongestWait,
                _ => false,
            }),
            DelayGenerator = retry => ValueTask.FromResult(retry.Outcome.Result?.RetryAfter),
        })
        .Build();

    /// <summary>Asks for what changes nothing.</summary>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="ToolException">platform_unavailable: it could not be reached or did not answer as HTTP does.</exception>
    public Task<PlatformAnswer> ReadAsync(HttpMethod method, string path, CancellationToken cancellationToken, string? accept = null, PlatformBody? content = null) =>
        RepeatAsync(method, path, content is null ? null : content.ToContent, cancellationToken, accept);

    /// <summary>Sends what does no harm when it comes twice, such as a piece of a file to its place.</summary>
    /// <param name="content">Makes the body, anew for each attempt.</param>
    /// <inheritdoc cref="ReadAsync" path="/returns"/>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    public async Task<PlatformAnswer> RepeatAsync(HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellationToken, string? accept = null)
    {
        var asked = 0;
        try
        {
            return await retries.ExecuteAsync(async token => await SendAsync(method, path, content, accept, token, attempt: asked++), cancellationToken);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new ToolException(new(ToolErrorKind.PlatformUnavailable, $"{Unreachable(broken)} Nothing was changed; try again later."));
        }
        catch (OperationCanceledException slow) when (IsConnectTimeout(slow, cancellationToken))
        {
            throw new ToolException(new(ToolErrorKind.PlatformUnavailable, $"{platform} cannot be reached: nobody took the connection. Nothing was changed; try again later."));
        }
    }

    /// <summary>Asks, once, for what is too long to be held.</summary>
    /// <param name="take">Reads the body of a success as it comes.</param>
    /// <returns>The answer; of a success without its body.</returns>
    /// <exception cref="ToolException">platform_unavailable: it could not be reached, or broke off.</exception>
    internal async Task<PlatformAnswer> ReadStreamAsync(string path, Func<Stream, CancellationToken, Task> take, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(HttpMethod.Get, path, null, null, cancellationToken, take);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new ToolException(new(ToolErrorKind.PlatformUnavailable, $"{Unreachable(broken)} Nothing was changed; try again later."));
        }
        catch (OperationCanceledException slow) when (IsConnectTimeout(slow, cancellationToken))
        {
            throw new ToolException(new(ToolErrorKind.PlatformUnavailable, $"{platform} cannot be reached: nobody took the connection. Nothing was changed; try again later."));
        }
    }

    /// <summary>Sends a change, once.</summary>
    /// <exception cref="ToolException">platform_unavailable where nothing was sent, outcome_unknown where something was.</exception>
    public Task<PlatformAnswer> WriteAsync(HttpMethod method, string path, PlatformBody content, CancellationToken cancellationToken) => WriteStreamAsync(method, path, content.ToContent, cancellationToken);

    /// <summary>The same with a body that is streamed, made when it is sent.</summary>
    /// <param name="tells">Whether an answer of status 500 or above says for certain that nothing was done, where a platform's statuses cannot be relied on; null where none does.</param>
    public async Task<PlatformAnswer> WriteStreamAsync(HttpMethod method, string path, Func<HttpContent> content, CancellationToken cancellationToken, Predicate<PlatformAnswer>? tells = null)
    {
        PlatformAnswer answer;
        try
        {
            answer = await SendAsync(method, path, content, null, cancellationToken);
        }
        catch (HttpRequestException broken) when (broken.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            || broken.InnerException is ForbiddenAddressException)
        {
            throw new ToolException(new(ToolErrorKind.PlatformUnavailable, $"{Unreachable(broken)} Nothing was sent."));
        }
        catch (OperationCanceledException slow) when (IsConnectTimeout(slow, cancellationToken))
        {
            throw new ToolException(new(ToolErrorKind.PlatformUnavailable, $"{platform} cannot be reached: nobody took the connection. Nothing was sent."));
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"{platform} broke off before it answered, so it is not known whether this was done. Look before you repeat it: read what you meant to change."));
        }

        return (int)answer.Status >= 500 && tells?.Invoke(answer) != true
            ? throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"{platform} failed with status {(int)answer.Status}, and it is not known whether this was done. Look before you repeat it: read what you meant to change."))
            : answer;
    }

    /// <summary>Reads the JSON of an answer.</summary>
    /// <exception cref="ToolException">The answer is a failure, or not what the platform documents.</exception>
    public T Json<T>(PlatformAnswer answer, JsonTypeInfo<T> type)
    {
        if (!answer.IsSuccess)
        {
            throw new ToolException(answer.Error(platform));
        }

        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw new ToolException(new(ToolErrorKind.PlatformUnavailable, $"{platform} answered something that is not what it documents, perhaps cut off. Nothing was changed; try again later."));
        }
    }

    /// <summary>The handler tells one as a cancellation that nobody asked for; the client itself has no time limit.</summary>
    private static bool IsConnectTimeout(OperationCanceledException slow, CancellationToken cancellationToken) => slow.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested;

    private string Unreachable(Exception broken) => broken switch
    {
        HttpRequestException { InnerException: ForbiddenAddressException } => $"{platform}'s host is not on the public internet, and the operator has not allowed such hosts.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"{platform}'s host has no address.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => $"{platform}'s certificate is not the expected one.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => $"{platform} cannot be reached; perhaps it is not running.",
        _ => $"{platform} broke off or answered more than {MostBytes / 1024 / 1024} MB.",
    };

    private async Task<PlatformAnswer> SendAsync(HttpMethod method, string path, Func<HttpContent>? content, string? accept, CancellationToken cancellationToken, Func<Stream, CancellationToken, Task>? take = null, int attempt = 0)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = content?.Invoke() };
        authorize(request.Headers);
        if (accept is not null)
        {
            // In place of what every call asks for.
            request.Headers.Accept.Clear();
            request.Headers.Accept.ParseAdd(accept);
        }

        using var ticket = Limits?.Admit(platform, method, path);
        using var span = new RequestSpan(platform, method, attempt, clock);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = take is not null && answer.IsSuccessStatusCode ? await TakenAsync(answer.Content, take, cancellationToken) : await BodyAsync(answer.Content, cancellationToken);
        span.Answered((int)answer.StatusCode);
        return new(answer.StatusCode, body, Heard(ticket, answer)) { Header = name => answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null };
    }

    /// <summary>Notes what the answer says of limits.</summary>
    /// <returns>How long to wait, where the platform said so or takes no more.</returns>
    private TimeSpan? Heard(RateTicket? ticket, HttpResponseMessage answer)
    {
        var wait = Wait(answer.Headers.RetryAfter);
        ticket?.Heard(Limits!.Read(answer.Headers, clock.GetUtcNow()), answer.IsSuccessStatusCode);
        return ticket is not null && answer.StatusCode == HttpStatusCode.TooManyRequests ? ticket.Refused(wait) : wait;
    }

    private static async Task<byte[]> TakenAsync(HttpContent content, Func<Stream, CancellationToken, Task> take, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        await take(stream, cancellationToken);
        return [];
    }

    private static async Task<byte[]> BodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MostBytes)
            {
                throw new IOException("The answer is too long.");
            }
        }

        return body.ToArray();
    }

    private TimeSpan? Wait(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } seconds } => seconds,
        { Date: { } date } => date > clock.GetUtcNow() ? date - clock.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };
}

/// <summary>What is sent, made anew for each attempt.</summary>
public sealed record PlatformBody(byte[] Bytes, string MediaType)
{
    internal HttpContent ToContent() => new ByteArrayContent(Bytes) { Headers = { ContentType = new MediaTypeHeaderValue(MediaType) } };
}

/// <summary>What a platform answered.</summary>
public sealed record PlatformAnswer(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter)
{
    /// <summary>The first value of a header of the answer; null where it has none of that name.</summary>
    internal Func<string, string?> Header { get; init; } = _ => null;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>True where the same request may fare better soon.</summary>
    public bool IsTransient => Status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.InternalServerError;

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>What a status that is no success means, where the platform has no word of its own for it.</summary>
    public ToolError Error(string platform) => Status switch
    {
        HttpStatusCode.Unauthorized => new(ToolErrorKind.NeedsReconnection, $"{platform} does not accept the stored credential any more. Ask the person you work for to connect the account again.") { IsTokenRefused = true },
        HttpStatusCode.Forbidden => new(ToolErrorKind.NotPermittedByPlatform, $"{platform} does not permit this."),
        HttpStatusCode.NotFound => new(ToolErrorKind.NotFound, $"{platform} has nothing of that name."),
        HttpStatusCode.TooManyRequests => new(ToolErrorKind.RateLimited, $"{platform} takes no more calls for now. Nothing was done.") { RetryAfter = RetryAfter ?? TimeSpan.FromSeconds(30) },
        >= HttpStatusCode.InternalServerError => new(ToolErrorKind.PlatformUnavailable, $"{platform} failed with status {(int)Status}. Try again later.") { RetryAfter = RetryAfter },
        _ => new(ToolErrorKind.PlatformUnavailable, $"{platform} refused the request with status {(int)Status}."),
    };
}
