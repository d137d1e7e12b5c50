namespace Campaigns.Input;

/// <summary>Changes realistic bytes as accidents and attackers do.</summary>
internal static class Mutator
{
    private const int LongLine = 1_000_000;

    /// <summary>The bytes with one to eight changes.</summary>
    internal static byte[] Change(byte[] seed, Random random)
    {
        List<byte> bytes = [.. seed];
        for (var changes = 1 + random.Next(8); changes > 0; changes--)
        {
            ChangeOnce(bytes, random);
        }

        return [.. bytes];
    }

    private static void ChangeOnce(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var some = Math.Min(bytes.Count - at, 1 + random.Next(random.Next(4) == 0 ? 2_000 : 40));
        switch (random.Next(20))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 or 3:
                bytes.RemoveRange(at, some);
                break;
            case 4 or 5:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, some));
                break;
            case 6:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 7 when random.Next(40) == 0:
                bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(LongLine)));
                break;
            case 8 when random.Next(8) == 0:
                var piece = Hostile.Piece(random);
                bytes.InsertRange(at, Enumerable.Range(0, 1 + random.Next(1_000)).SelectMany(_ => piece));
                break;
            case 9 when random.Next(3) == 0:
                byte[] windows = [.. bytes.SelectMany(octet => octet == '\n' ? "\r\n"u8.ToArray() : [octet])];
                bytes.Clear();
                bytes.AddRange(windows);
                break;
            default:
                bytes.InsertRange(at, Hostile.Piece(random));
                break;
        }
    }
}
