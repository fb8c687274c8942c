using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Squaremcp.Telemetry;

/// <summary>
/// The console's format <c>json</c>: one object a line, with the trace and span it belongs to, and what the message names as members of their own.
/// It stands in place of the framework's formatter of that name, which puts the trace among the scopes, and those hold the request's path, in which invitations and connect links carry their secret.
/// </summary>
internal sealed class JsonLog(TimeProvider clock) : ConsoleFormatter(ConsoleFormatterNames.Json)
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow());
            json.WriteString("level", Level(logEntry.LogLevel));
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            if (logEntry.EventId.Name is { } name)
            {
                json.WriteString("event", name);
            }

            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } span)
            {
                json.WriteString("trace_id", span.TraceId.ToHexString());
                json.WriteString("span_id", span.SpanId.ToHexString());
            }

            WriteNamed(json, logEntry.State);
            if (logEntry.Exception is { } exception)
            {
                json.WriteString("exception", exception.ToString());
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
    }

    private static void WriteNamed<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> named)
        {
            return;
        }

        json.WriteStartObject("fields");
        foreach (var (name, value) in named)
        {
            if (name == "{OriginalFormat}")
            {
                continue;
            }

            var member = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
            switch (value)
            {
                case int or long or short or byte:
                    json.WriteNumber(member, Convert.ToInt64(value, null));
                    break;
                case bool one:
                    json.WriteBoolean(member, one);
                    break;
                default:
                    json.WriteString(member, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                    break;
            }
        }

        json.WriteEndObject();
    }

    /// <summary>As collectors know them.</summary>
    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
