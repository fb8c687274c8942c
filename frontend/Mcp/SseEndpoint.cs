using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Mcp;

/// <summary>The legacy HTTP+SSE transport (MCP 2024-11-05): <c>GET /sse</c> opens a stream and names the address to post to. A session belongs to the caller that opened it.</summary>
internal sealed class SseEndpoint(McpDoor door, IMcpDispatcher dispatcher, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private const int MostSessions = 50;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, Session> sessions = new(StringComparer.Ordinal);

    internal async Task OpenAsync(HttpContext context)
    {
        if (Cors.Answers(context) || await door.EnterAsync(context, "sse") is not { } caller)
        {
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET";
            return;
        }

        if (sessions.Values.Count(session => session.Caller.CustomerId == caller.CustomerId) >= MostSessions)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "60";
            return;
        }

        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var session = new Session(caller, ends.Token);
        sessions[id] = session;
        try
        {
            await StreamAsync(context, session, id, ends.Token);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The client has gone, or the gateway stops; the calls end with the session.
        }
        finally
        {
            sessions.TryRemove(id, out _);
        }
    }

    internal async Task PostAsync(HttpContext context)
    {
        if (Cors.Answers(context) || await door.EnterAsync(context, "sse") is not { } caller)
        {
            return;
        }

        if (!sessions.TryGetValue(context.Request.Query["sessionId"].ToString(), out var session) || session.Caller.CustomerId != caller.CustomerId || session.Caller.Actor != caller.Actor)
        {
            await McpEndpoint.WriteAsync(context, McpAnswers.Error(default, ErrorCodes.InvalidRequest, "There is no such session. Open one with GET /sse."), StatusCodes.Status404NotFound);
            return;
        }

        var (message, status, refusal) = await McpEndpoint.ReadAsync(context);
        if (refusal is not null)
        {
            await McpEndpoint.WriteAsync(context, refusal, status);
            return;
        }

        var (request, id, code, wrong) = McpRequest.Read(message);
        if (request is null)
        {
            await McpEndpoint.WriteAsync(context, McpAnswers.Error(id, code, wrong!), StatusCodes.Status400BadRequest);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        if (request.Method == "notifications/cancelled")
        {
            session.Cancel(request.Param("requestId"));
        }
        else if (!request.IsNotification)
        {
            _ = AnswerAsync(session, request, caller);
        }
    }

    private async Task StreamAsync(HttpContext context, Session session, string id, CancellationToken ends)
    {
        await EventStream.StartAsync(context);
        await EventStream.WriteAsync(context.Response, System.Text.Encoding.ASCII.GetBytes($"/messages?sessionId={id}"), "endpoint");
        using var timer = new PeriodicTimer(KeepAlive, clock);
        var tick = timer.WaitForNextTickAsync(ends).AsTask();
        while (true)
        {
            var answer = session.Answers.Reader.WaitToReadAsync(ends).AsTask();
            if (await Task.WhenAny(answer, tick) == tick)
            {
                await tick;
                await context.Response.Body.WriteAsync(": still here\n\n"u8.ToArray(), ends);
                await context.Response.Body.FlushAsync(ends);
                tick = timer.WaitForNextTickAsync(ends).AsTask();
            }

            while (session.Answers.Reader.TryRead(out var json))
            {
                await EventStream.WriteAsync(context.Response, json);
            }

            ends.ThrowIfCancellationRequested();
        }
    }

    private async Task AnswerAsync(Session session, McpRequest request, Caller caller)
    {
        using var cancel = session.Begin(request.Id);
        try
        {
            if (request.ProgressToken.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                session.Answers.Writer.TryWrite(McpAnswers.Progress(request.ProgressToken, 0, 1));
            }

            var answer = await dispatcher.AnswerAsync(request, caller, modern: false, null, cancel.Token);
            session.Answers.Writer.TryWrite(answer.Json);
        }
        catch (OperationCanceledException)
        {
            // A cancelled request gets no answer.
        }
        finally
        {
            session.End(request.Id);
        }
    }

    private sealed class Session(Caller caller, CancellationToken gone) : IDisposable
    {
        private readonly ConcurrentDictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);

        internal Caller Caller { get; } = caller;

        internal Channel<byte[]> Answers { get; } = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });

        internal CancellationTokenSource Begin(JsonElement id) => running[id.GetRawText()] = CancellationTokenSource.CreateLinkedTokenSource(gone);

        internal void End(JsonElement id) => running.TryRemove(id.GetRawText(), out _);

        internal void Cancel(JsonElement id)
        {
            if (id.ValueKind != JsonValueKind.Undefined && running.TryGetValue(id.GetRawText(), out var call))
            {
                call.Cancel();
            }
        }

        public void Dispose() => Answers.Writer.TryComplete();
    }
}
