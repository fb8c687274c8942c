using System.Collections.Concurrent;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Squaremcp.Frontend.Mcp.Conformance;

/// <summary>
/// The events of one session's streams, so that a client cut off can ask for what it missed (2025-11-25, "Resumability and Redelivery").
/// An event's id is its stream's id and its number there.
/// </summary>
internal sealed class ReplayedEvents : ISseEventStreamStore
{
    private static readonly JsonTypeInfo<JsonRpcMessage> Messages = (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private readonly ConcurrentDictionary<string, Stream> streams = new();

    public ValueTask<ISseEventStreamWriter> CreateStreamAsync(SseEventStreamOptions options, CancellationToken cancellationToken = default) =>
        new(streams[options.StreamId] = new(options));

    public ValueTask<ISseEventStreamReader?> GetStreamReaderAsync(string lastEventId, CancellationToken cancellationToken = default) => new(Reader(lastEventId));

    /// <summary>Writes what came after <paramref name="lastEventId"/>, then what still comes; nothing for an unknown id.</summary>
    internal async Task ReplayAsync(string lastEventId, HttpResponse response, CancellationToken cancellationToken)
    {
        if (Reader(lastEventId) is not { } reader)
        {
            return;
        }

        await foreach (var item in reader.ReadEventsAsync(cancellationToken))
        {
            var data = item.Data is null ? "" : JsonSerializer.Serialize(item.Data, Messages);
            await response.WriteAsync($"event: {item.EventType}\nid: {item.EventId}\ndata: {data}\n\n", cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }

    private StreamReader? Reader(string lastEventId) =>
        lastEventId.LastIndexOf('_') is var cut and > 0
        && int.TryParse(lastEventId.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && streams.TryGetValue(lastEventId[..cut], out var stream) ? new(stream, number) : null;

    private sealed class Stream(SseEventStreamOptions options) : ISseEventStreamWriter
    {
        private readonly Lock gate = new();
        private readonly List<SseItem<JsonRpcMessage?>> events = [];
        private TaskCompletionSource more = New();
        private bool ended;

        internal string Id => options.StreamId;

        internal string SessionId => options.SessionId;

        public ValueTask SetModeAsync(SseEventStreamMode mode, CancellationToken cancellationToken = default) => default;

        public ValueTask<SseItem<JsonRpcMessage?>> WriteEventAsync(SseItem<JsonRpcMessage?> sseItem, CancellationToken cancellationToken = default)
        {
            lock (gate)
            {
                var stored = sseItem.EventId is not null ? sseItem : new SseItem<JsonRpcMessage?>(sseItem.Data, sseItem.EventType)
                {
                    EventId = $"{Id}_{events.Count + 1}",
                    ReconnectionInterval = sseItem.ReconnectionInterval,
                };
                events.Add(stored);
                Tell();
                return new(stored);
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (gate)
            {
                ended = true;
                Tell();
            }

            return default;
        }

        /// <summary>The events from <paramref name="number"/> (0 is the first) on, whether the stream has ended, and what completes at the next change.</summary>
        internal (IReadOnlyList<SseItem<JsonRpcMessage?>> Events, bool Ended, Task More) From(int number)
        {
            lock (gate)
            {
                return ([.. events.Skip(number)], ended, more.Task);
            }
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

        private void Tell()
        {
            more.TrySetResult();
            more = New();
        }
    }

    private sealed class StreamReader(Stream stream, int after) : ISseEventStreamReader
    {
        public string SessionId => stream.SessionId;

        public string StreamId => stream.Id;

        public async IAsyncEnumerable<SseItem<JsonRpcMessage?>> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var next = after; ;)
            {
                var (events, ended, more) = stream.From(next);
                foreach (var item in events)
                {
                    yield return item;
                }

                next += events.Count;
                if (ended)
                {
                    yield break;
                }

                await more.WaitAsync(cancellationToken);
            }
        }
    }
}
