import { expect, test } from 'vitest';
import { askedCommand } from '../../../electron/main/asked-command.ts';

const program = '/opt/Basinscope/basinscope';

test.each([
  { argv: ['info', 'net.onnx', '--json'], asked: ['info', 'net.onnx', '--json'] },
  { argv: ['--help'], asked: ['--help'] },
  { argv: ['--no-sandbox', '--log-level=3', 'map', 'net.pth', '--out', 'm'], asked: ['map', 'net.pth', '--out', 'm'] },
  { argv: ['nonsense'], asked: ['nonsense'] },
])('$argv is a command', ({ argv, asked }) => expect(askedCommand([program, ...argv], false)).toEqual(asked));

test.each([{ argv: [] }, { argv: ['net.onnx'] }, { argv: ['--no-sandbox', 'NET.PTH'] }, { argv: ['--use-gl=angle'] }])('$argv is the window', ({ argv }) =>
  expect(askedCommand([program, ...argv], false)).toBeNull());

test('who knows that it is a command is believed', () => {
  expect(askedCommand([program, 'net.onnx'], true)).toEqual(['net.onnx']);
  expect(askedCommand([program, '--no-sandbox'], true)).toEqual([]);
});
