using Microsoft.Extensions.Logging;

namespace Squaremcp.Tests.Support;

/// <summary>What a program under test has logged.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private readonly List<(string Text, TaskCompletionSource Seen)> awaited = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
            {
                return [.. lines];
            }
        }
    }

    /// <summary>Waits for a line that holds this text.</summary>
    public Task Of(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            awaited.Add((text, seen));
            if (lines.Exists(line => line.Contains(text, StringComparison.Ordinal)))
            {
                seen.SetResult();
            }
        }

        return seen.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (gate)
        {
            var line = $"{logLevel}: {formatter(state, exception)} {exception?.Message}";
            lines.Add(line);
            foreach (var (_, seen) in awaited.Where(one => line.Contains(one.Text, StringComparison.Ordinal)))
            {
                seen.TrySetResult();
            }
        }
    }

    public void Dispose()
    {
    }
}
